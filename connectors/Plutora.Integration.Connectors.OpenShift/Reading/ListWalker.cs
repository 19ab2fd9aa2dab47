using System.Globalization;
using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift.Reading;

/// <summary>Lists a scope's objects page by page. The server keeps one state of them for all pages, at the version of which the watch goes on.</summary>
internal sealed class ListWalker(ClusterApi api, ScopeFinder scopes, int pageSize, TimeProvider time)
{
    /// <summary>The pages, from the first or from a token on.</summary>
    /// <exception cref="ExpiredException">The state that the pages are of is kept no longer.</exception>
    /// <exception cref="ConnectorException">By the taxonomy; not found where the cluster has no such kind, transient where it has the kind and does not serve it yet.</exception>
    public async IAsyncEnumerable<Step> WalkAsync(ClusterResource resource, Scope scope, string? token, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            var sentAt = time.GetUtcNow();
            var query = string.Create(CultureInfo.InvariantCulture, $"limit={pageSize}");
            var request = scope.Request(resource, "list", token is null ? query : $"{query}&continue={Uri.EscapeDataString(token)}");
            using var answer = ToolJson.Parse(await SendAsync(resource, request, cancellationToken).ConfigureAwait(false), request.Told);
            var list = answer.RootElement;
            if (list.Member("items") is null && list.Member("metadata") is null)
            {
                throw ConnectorException.Permanent($"The answer to {request.Told} is no list.");
            }

            var version = list.At("metadata", "resourceVersion").Text() ?? throw ConnectorException.Permanent($"The list of {request.Told} says no resourceVersion.");
            var records = list.Member("items").Items()
                .Select((item, index) => (Record: RecordMaker.Make(resource, item, $"items[{index}] of {request.Told}"), Name: item.At("metadata", "name").Text()))
                .Where(i => scopes.Admits(resource, i.Record, i.Name))
                .Select(i => i.Record)
                .ToList();
            token = list.At("metadata", "continue").Text() is { Length: > 0 } next ? next : null;
            if (token is not null && !told.Add(token))
            {
                throw ConnectorException.Permanent($"The list of {request.Told} leads round in a circle: a page names one as its next that was read already.");
            }

            yield return new(records, new(version, token), sentAt);
        }
        while (token is not null);
    }

    // A server that has just come up serves a kind a moment later than it says that it has it: that is an outage, not a cluster without such a kind.
    private async Task<ReadOnlyMemory<byte>> SendAsync(ClusterResource resource, ClusterRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await api.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            var discovery = resource.Discovery;
            if (await api.FindAsync(discovery, cancellationToken).ConfigureAwait(false) is { } found)
            {
                using var kinds = ToolJson.Parse(found, discovery.Told);
                if (kinds.RootElement.Member("resources").Items().Any(kind => kind.Text("name") == resource.Plural))
                {
                    throw ConnectorException.Transient($"The cluster has {resource.Name}, but does not serve it yet.", fault);
                }
            }

            throw;
        }
    }
}
