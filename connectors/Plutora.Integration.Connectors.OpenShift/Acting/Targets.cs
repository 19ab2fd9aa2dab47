using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift.Acting;

/// <summary>Finds the object that an action targets: its name is that of the record as the hub knows it, its uid must be the target's.</summary>
internal static class Targets
{
    public static async Task<Workload> FindAsync(ClusterApi api, ActionRequest request, CancellationToken cancellationToken)
    {
        var resource = ClusterStreams.Find(request.TargetStream ?? throw ConnectorException.Permanent($"Action '{request.Action}' needs a target."));
        var metadata = request.Known is { } known ? JsonNode.Parse(known.Span)?["metadata"] : null;
        if (metadata?["name"]?.ToString() is not { } name)
        {
            throw ConnectorException.Permanent($"The record {request.Target} is not known by its name any more: read the stream '{resource.Stream}' again.");
        }

        var ns = metadata["namespace"]?.ToString();
        var found = JsonNode.Parse((await api.SendAsync(resource.One("get", ns, name), cancellationToken).ConfigureAwait(false)).Span)!.AsObject();
        return found["metadata"]?["uid"]?.ToString() == request.Target ? new(resource, ns, name, found)
            : throw ConnectorException.NotFound($"{resource.Kind} {ns}/{name} was deleted, and another of the same name made: ask for the action there.");
    }
}
