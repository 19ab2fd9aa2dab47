using System.Text.Json.Nodes;

namespace Plutora.Integration.Connectors.Jenkins.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var faults = new JenkinsConnector().Validate(new JsonObject
        {
            ["address"] = "ftp://ci.example.com/?a=b",
            ["user"] = "ann",
            ["jobs"] = new JsonArray("team/shop", "/team", "a/../b", ""),
            ["depth"] = 0,
            ["pageSize"] = 1_000,
            ["actionParameter"] = "a b",
            ["queueSeconds"] = -1,
        });
        Assert.Equal(
            ["actionParameter", "address", "depth", "jobs[1]", "jobs[2]", "jobs[3]", "pageSize", "queueSeconds", "token"],
            faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("https://ann:pw@ci.example.com/")]
    [InlineData("https://ci.example.com/#top")]
    public void An_address_holds_no_credentials_and_no_place_in_a_page(string address) =>
        Assert.Equal("address", Assert.Single(new JenkinsConnector().Validate(new JsonObject { ["address"] = address })).Path);

    [Fact]
    public void A_token_needs_its_user_and_neither_is_needed() =>
        Assert.Equal(["user"], new JenkinsConnector().Validate(new JsonObject { ["address"] = "https://ci.example.com/", ["token"] = "t" }).Select(f => f.Path)
            .Concat(new JenkinsConnector().Validate(new JsonObject { ["address"] = "https://ci.example.com/" }).Select(f => f.Path)));

    [Fact]
    public void The_token_is_a_secret() => Assert.Equal(["token"], new JenkinsConnector().Descriptor.Options.Secrets);
}
