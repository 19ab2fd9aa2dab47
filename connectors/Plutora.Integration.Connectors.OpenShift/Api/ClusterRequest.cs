namespace Plutora.Integration.Connectors.OpenShift.Api;

/// <summary>A request to the API server.</summary>
/// <param name="Verb">Its verb as roles name it, such as <c>list</c>: what a refusal is told with.</param>
/// <param name="Resource">The resource as roles name it, such as <c>deployments.apps</c>.</param>
/// <param name="Namespace">The namespace; null for the whole cluster.</param>
/// <param name="Path">Path and query behind the server's address, without a leading slash.</param>
internal sealed record ClusterRequest(string Verb, string Resource, string? Namespace, string Path)
{
    /// <summary>The method; GET by default.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Body as JSON; null for none.</summary>
    public string? Body { get; init; }

    /// <summary>Media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>True for a change whose answer, once lost, leaves open whether it was made.</summary>
    public bool Changes { get; init; }

    /// <summary>What is asked, for messages.</summary>
    public string Told => $"'{Verb}' of {Resource} {(Namespace is null ? "in the whole cluster" : $"in namespace {Namespace}")}";
}
