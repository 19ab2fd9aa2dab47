using System.Text.Json.Nodes;

namespace Plutora.Integration.Connectors.Jira.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var faults = new JiraConnector().Validate(new JsonObject
        {
            ["baseAddress"] = "jira.example.com",
            ["projects"] = new JsonArray("SHOP", "shop", "A B"),
            ["fields"] = new JsonArray(" "),
            ["pageSize"] = 1000,
            ["requestsPerHour"] = 1,
            ["closeStates"] = new JsonArray(),
        });
        Assert.Equal(
            ["baseAddress", "closeStates", "fields[0]", "pageSize", "projects[1]", "projects[2]", "requestsPerHour", "token"],
            faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_site_of_Cloud_needs_the_account_that_the_token_is_of()
    {
        var faults = new JiraConnector().Validate(new JsonObject { ["baseAddress"] = "https://acme.atlassian.net", ["token"] = "env:T" });
        Assert.Equal("user", Assert.Single(faults).Path);
    }

    [Fact]
    public void A_personal_access_token_of_a_Data_Center_needs_no_user() =>
        Assert.Empty(new JiraConnector().Validate(new JsonObject { ["baseAddress"] = "https://jira.acme.example/jira", ["deployment"] = "data-center", ["token"] = "env:T" }));

    [Fact]
    public void The_token_is_a_secret() => Assert.Equal(["token"], new JiraConnector().Descriptor.Options.Secrets);
}
