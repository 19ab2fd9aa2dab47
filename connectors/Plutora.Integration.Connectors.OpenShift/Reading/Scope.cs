using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.OpenShift.Reading;

/// <summary>A part of a stream that is listed and watched by requests of its own: one namespace, or the whole cluster.</summary>
/// <param name="Key">Its key in the cursor: the namespace; empty for the whole cluster.</param>
/// <param name="Namespace">The namespace that requests name; null for none.</param>
/// <param name="Selector">Selector that requests carry, as a part of their query; empty for none.</param>
internal sealed record Scope(string Key, string? Namespace, string Selector = "")
{
    /// <summary>The whole cluster.</summary>
    public static Scope Cluster { get; } = new("", null);

    /// <summary>A request for the scope's objects.</summary>
    public ClusterRequest Request(ClusterResource resource, string verb, string query) =>
        resource.Of(verb, Namespace, string.Join('&', new[] { query, Selector, resource.Selector }.Where(p => p.Length > 0)));
}

/// <summary>Where a scope stands.</summary>
/// <param name="Version">The resourceVersion from which a watch goes on; of a list that has not ended, that of the list. Null before the first list.</param>
/// <param name="Continue">Of a list that has not ended: the server's token of its next page.</param>
internal sealed record ScopePlace(string? Version = null, string? Continue = null);

/// <summary>What one page of a list or some changes of a watch told.</summary>
/// <param name="Records">The records, in order.</param>
/// <param name="Place">Where the scope stands behind them.</param>
/// <param name="SentAt">When it was asked for.</param>
internal sealed record Step(IReadOnlyList<SourceRecord> Records, ScopePlace Place, DateTimeOffset SentAt);
