using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Sdk.Options;

/// <summary>Brings options from one version to the next.</summary>
/// <param name="From">Version it starts from; it yields <c>From + 1</c>.</param>
/// <param name="Migrate">Changes the given copy in place.</param>
public sealed record OptionsMigration(int From, Action<JsonObject> Migrate)
{
    internal static JsonObject Run(IReadOnlyList<OptionsMigration> migrations, JsonObject options, int from, int to)
    {
        if (from > to)
        {
            throw ConnectorException.Configuration(
                $"The options were written by options version {from}, this connector knows {to} at most. Install the newer connector again or enter the options anew.");
        }

        var migrated = options.DeepClone().AsObject();
        for (var version = from; version < to; version++)
        {
            var step = migrations.FirstOrDefault(m => m.From == version)
                ?? throw ConnectorException.Configuration($"No migration leads from options version {version} to {version + 1}. Enter the options anew.");
            step.Migrate(migrated);
        }

        return migrated;
    }
}
