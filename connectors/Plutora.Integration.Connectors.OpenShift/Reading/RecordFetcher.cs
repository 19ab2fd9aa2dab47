using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.OpenShift.Reading;

/// <summary>Reads one object as the cluster has it now. The server finds objects by name alone, so the name is taken from the record as it is known.</summary>
internal sealed class RecordFetcher(ClusterApi api, ListWalker lists)
{
    public async Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        var resource = ClusterStreams.Find(request.Stream);
        if (request.Known is not { } json)
        {
            return await SearchAsync(resource, request, cancellationToken).ConfigureAwait(false);
        }

        using var known = ToolJson.Parse(json, $"record {request.Id}");
        if (known.RootElement.At("metadata", "name").Text() is not { } name)
        {
            return await SearchAsync(resource, request, cancellationToken).ConfigureAwait(false);
        }

        var get = resource.One("get", resource.Namespaced ? known.RootElement.At("metadata", "namespace").Text() : null, name);
        if (await api.FindAsync(get, cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            return null;
        }

        using var document = ToolJson.Parse(answer, get.Told);
        // The same name with another uid is another object: the one that was asked for is gone.
        return RecordMaker.Make(resource, document.RootElement, get.Told) is var record && record.Id == request.Id ? record : null;
    }

    private async Task<SourceRecord?> SearchAsync(ClusterResource resource, FetchRequest request, CancellationToken cancellationToken)
    {
        var scope = resource.Namespaced && request.Container is { } ns ? new Scope(ns, ns) : Scope.Cluster;
        await foreach (var step in lists.WalkAsync(resource, scope, null, cancellationToken).ConfigureAwait(false))
        {
            if (step.Records.FirstOrDefault(r => r.Id == request.Id) is { } record)
            {
                return record;
            }
        }

        return null;
    }
}
