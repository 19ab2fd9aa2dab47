using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>The hub's own connector for what an organisation declares of itself: portfolios, products, value streams, applications, services, teams and environments.</summary>
internal sealed class CatalogConnector(RuleBook rules, CatalogDocuments documents) : Connector<CatalogOptions>
{
    public const string Id = "catalog";

    /// <summary>Folder of its base mappings, beside the executable.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "catalog");

    protected override ConnectorDescriptor Describe() => new()
    {
        Id = Id,
        Version = "1.0.0",
        DisplayName = "Catalog",
        Description = "Portfolios, products, value streams, applications, services, teams and environments that are declared in YAML, and what of the tools belongs to them.",
        Streams = [.. CatalogKind.All.Select(k => new StreamDescriptor { Id = k.Entity, Description = $"A {k.Entity} that the catalog declares.", CanScan = true, DefaultInterval = TimeSpan.FromSeconds(30) })],
    };

    protected override IEnumerable<OptionFault> Check(CatalogOptions options)
    {
        for (var place = 0; place < options.Paths.Count; place++)
        {
            if (!Path.IsPathFullyQualified(options.Paths[place]))
            {
                yield return new($"paths[{place}]", "must be the full path of a file or folder on the hub's machine.");
            }
        }
    }

    protected override ConnectorInstance Open(CatalogOptions options, ConnectorContext context, IServiceProvider services) =>
        new CatalogInstance(context.Instance, new(context.Instance, options, documents), rules);
}
