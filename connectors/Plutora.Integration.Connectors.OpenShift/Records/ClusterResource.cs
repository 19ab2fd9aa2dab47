using Plutora.Integration.Connectors.OpenShift.Api;

namespace Plutora.Integration.Connectors.OpenShift.Records;

/// <summary>A resource of the API server that a stream reads.</summary>
/// <param name="Stream">Id of the stream.</param>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Version">Version of the group.</param>
/// <param name="Plural">Name in addresses and roles, such as <c>deployments</c>.</param>
/// <param name="Kind">Kind of its objects.</param>
internal sealed record ClusterResource(string Stream, string Group, string Version, string Plural, string Kind)
{
    /// <summary>False where its objects are the whole cluster's and in no namespace.</summary>
    public bool Namespaced { get; init; } = true;

    /// <summary>Selectors that lists and watches carry, as a part of their query; empty for all of its objects.</summary>
    public string Selector { get; init; } = "";

    /// <summary>As roles name it: <c>deployments.apps</c>.</summary>
    public string Name => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>As objects name it: <c>apps/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>A request for its objects in a namespace, or in all.</summary>
    /// <param name="verb">Verb as roles name it.</param>
    /// <param name="ns">The namespace; null for the whole cluster.</param>
    /// <param name="query">Query without its question mark; empty for none.</param>
    public ClusterRequest Of(string verb, string? ns, string query = "") => new(verb, Name, ns, Path(ns) + (query.Length == 0 ? "" : "?" + query));

    /// <summary>A request for one object.</summary>
    /// <param name="verb">Verb as roles name it.</param>
    /// <param name="ns">Its namespace; null where it has none.</param>
    /// <param name="name">Its name.</param>
    /// <param name="query">Query without its question mark; empty for none.</param>
    public ClusterRequest One(string verb, string? ns, string name, string query = "") =>
        new(verb, Name, ns, $"{Path(ns)}/{Uri.EscapeDataString(name)}{(query.Length == 0 ? "" : "?" + query)}");

    /// <summary>Asks which kinds the server has in this group and version; everybody who is signed in may.</summary>
    public ClusterRequest Discovery => new("get", $"the kinds of {ApiVersion}", null, $"{(Group.Length == 0 ? "api/" : "apis/")}{ApiVersion}");

    private string Path(string? ns) =>
        $"{(Group.Length == 0 ? "api/" : "apis/")}{ApiVersion}{(ns is null ? "" : $"/namespaces/{Uri.EscapeDataString(ns)}")}/{Plural}";
}
