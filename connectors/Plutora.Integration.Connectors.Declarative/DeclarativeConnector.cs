using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Connectors.Declarative.Options;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Declarative;

/// <summary>A connector that is written down.</summary>
internal sealed class DeclarativeConnector(ConnectorSpec spec) : IConnector
{
    public ConnectorDescriptor Descriptor => spec.Descriptor;

    public void Register(IServiceCollection services)
    {
        // A document needs nothing of its own.
    }

    public IReadOnlyList<OptionFault> Validate(JsonObject options) => [.. SchemaCheck.Faults(options, Descriptor.Options.Schema)];

    public JsonObject MigrateOptions(JsonObject options, int fromVersion)
    {
        var version = Descriptor.Options.Version;
        if (fromVersion > version)
        {
            throw ConnectorException.Configuration($"The options were written by options version {fromVersion}, this connector knows {version} at most. Install the newer connector again or enter the options anew.");
        }

        var migrated = options.DeepClone().AsObject();
        for (var from = fromVersion; from < version; from++)
        {
            var input = JsonataInput.Parse(System.Text.Encoding.UTF8.GetBytes(migrated.ToJsonString()));
            migrated = JsonNode.Parse(spec.Migrations[from].Evaluate(input, Scope.Empty).ToJson()) as JsonObject
                ?? throw ConnectorException.Configuration($"The migration from options version {from} yields no object. Enter the options anew.");
        }

        return migrated;
    }

    public ConnectorInstance Open(ConnectorContext context, IServiceProvider services)
    {
        var faults = Validate(context.Options);
        return faults.Count == 0
            ? new DeclarativeInstance(spec, InstanceOptions.Of(context.Options, Descriptor.Options, context.Time), context)
            : throw ConnectorException.Configuration(string.Join(" ", faults));
    }
}
