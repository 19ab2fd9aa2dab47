using System.Text.Json.Nodes;

namespace Plutora.Integration.Connectors.GitHub.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var faults = new GitHubConnector().Validate(new JsonObject
        {
            ["baseAddress"] = "api.github.com",
            ["repositories"] = new JsonArray("o/r", "o", "https://github.com/o/r"),
            ["pageSize"] = 1000,
            ["organisation"] = "a b",
        });
        Assert.Equal(["baseAddress", "organisation", "pageSize", "repositories[1]", "repositories[2]"], faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Token_and_private_key_are_secrets()
    {
        Assert.Equal(["privateKey", "token"], new GitHubConnector().Descriptor.Options.Secrets.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_fault_of_an_app_is_told_at_once()
    {
        var connector = new GitHubConnector();
        Assert.Equal(["installationId", "privateKey", "token"], Faults(new() { ["appId"] = "7", ["token"] = "t", ["privateKey"] = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----" }));
        Assert.Equal(["appId"], Faults(new() { ["installationId"] = 7 }));
        Assert.Equal(["appId", "installationId", "privateKey"], Faults(new() { ["appId"] = "a b", ["installationId"] = 0 }));
        Assert.Equal(["baseAddress"], Faults(new() { ["baseAddress"] = "https://github.com" }));

        IEnumerable<string> Faults(JsonObject options) => connector.Validate(options).Select(f => f.Path).Distinct().Order(StringComparer.Ordinal);
    }

    [Fact]
    public void An_instance_that_takes_webhooks_alone_needs_no_option()
    {
        Assert.Empty(new GitHubConnector().Validate([]));
    }

    [Fact]
    public void Each_stream_has_its_mapping()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "mappings");
        var mappings = Directory.GetFiles(folder, "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        Assert.Equal(new GitHubConnector().Descriptor.Streams.Select(s => s.Id).Order(StringComparer.Ordinal), mappings!);
    }
}
