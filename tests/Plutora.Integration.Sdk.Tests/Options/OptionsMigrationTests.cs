using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Sdk.Tests.Options;

public sealed class OptionsMigrationTests
{
    private readonly MigratingConnector _connector = new();

    [Fact]
    public void Options_of_every_older_version_become_todays_and_the_argument_is_left_alone()
    {
        var first = new JsonObject { ["host"] = "tool.example" };

        Assert.Equal("https://tool.example", (string?)_connector.MigrateOptions(first, 1)["url"]);
        Assert.Equal("https://b.example", (string?)_connector.MigrateOptions(new JsonObject { ["address"] = "b.example" }, 2)["url"]);
        Assert.Equal("https://c.example", (string?)_connector.MigrateOptions(new JsonObject { ["url"] = "https://c.example" }, 3)["url"]);
        Assert.Equal("""{"host":"tool.example"}""", first.ToJsonString());
    }

    [Fact]
    public void A_newer_version_and_a_missing_step_are_configuration_faults()
    {
        var newer = Assert.Throws<ConnectorException>(() => _connector.MigrateOptions([], 4));
        var missing = Assert.Throws<ConnectorException>(() => _connector.MigrateOptions([], 0));

        Assert.Equal(ConnectorErrorKind.Configuration, newer.Kind);
        Assert.Contains("options version 4, this connector knows 3 at most", newer.Message, StringComparison.Ordinal);
        Assert.Contains("No migration leads from options version 0 to 1", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instance_with_faults_does_not_open_and_says_them_all()
    {
        var context = new ConnectorContext("a", new JsonObject { ["pageSize"] = 0 }, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, TimeProvider.System, "/nowhere");

        var fault = Assert.Throws<ConnectorException>(() => _connector.Open(context, null!));

        Assert.Equal(ConnectorErrorKind.Configuration, fault.Kind);
        Assert.Contains("Option 'url': is required.", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Option 'pageSize': must lie between 1 and 100.", fault.Message, StringComparison.Ordinal);
    }

    private sealed class MigratingConnector : Connector<SampleOptions>
    {
        protected override int OptionsVersion => 3;

        protected override IReadOnlyList<OptionsMigration> Migrations =>
        [
            new(1, o =>
            {
                o["address"] = o["host"]!.DeepClone();
                o.Remove("host");
            }),
            new(2, o =>
            {
                o["url"] = $"https://{(string?)o["address"]}";
                o.Remove("address");
            }),
        ];

        protected override ConnectorDescriptor Describe() =>
            new() { Id = "migrating", Version = "1.0.0", DisplayName = "Migrating", Description = "Of the tests.", Streams = [] };

        protected override ConnectorInstance Open(SampleOptions options, ConnectorContext context, IServiceProvider services) =>
            throw new InvalidOperationException("opened in spite of faults");
    }
}
