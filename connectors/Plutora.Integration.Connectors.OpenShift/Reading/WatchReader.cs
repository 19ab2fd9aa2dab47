using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.OpenShift.Reading;

/// <summary>
/// Tells what changed in a scope behind a version. A watch has no end of its own, and a read must have one: the server is told how long to listen, and
/// before it ends it sends a bookmark, which moves the place on where nothing changed, so that it does not grow too old.
/// </summary>
internal sealed class WatchReader(ClusterApi api, ScopeFinder scopes, int seconds, int pageSize, TimeProvider time)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>The changes behind the place, in order; deletions as deletions.</summary>
    /// <param name="resource">What is watched.</param>
    /// <param name="scope">Where.</param>
    /// <param name="place">Where the scope stands.</param>
    /// <param name="share">Among how many scopes the time is shared.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ExpiredException">What came behind the place is kept no longer.</exception>
    /// <exception cref="ConnectorException">By the taxonomy; transient where the connection breaks.</exception>
    public async IAsyncEnumerable<Step> WatchAsync(ClusterResource resource, Scope scope, ScopePlace place, int share, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sentAt = time.GetUtcNow();
        var listening = Math.Max(1, seconds / share);
        var request = scope.Request(resource, "watch", string.Create(CultureInfo.InvariantCulture, $"watch=true&allowWatchBookmarks=true&timeoutSeconds={listening}&resourceVersion={place.Version}"));
        var (records, last) = (new List<SourceRecord>(), place);
        await foreach (var line in api.LinesAsync(request, TimeSpan.FromSeconds(listening) + Grace, cancellationToken).ConfigureAwait(false))
        {
            using var told = ToolJson.Parse(Encoding.UTF8.GetBytes(line), request.Told);
            var (type, about) = (told.RootElement.Text("type"), told.RootElement.Member("object") ?? throw ConnectorException.Permanent($"A change of {request.Told} has no object."));
            if (type == "ERROR")
            {
                throw Failure(request, about);
            }

            if (type != "BOOKMARK")
            {
                var record = type == "DELETED" ? RecordMaker.Deletion(resource, about, request.Told) : RecordMaker.Make(resource, about, request.Told);
                if (scopes.Admits(resource, record, about.At("metadata", "name").Text()))
                {
                    records.Add(record);
                }
            }

            last = new(about.At("metadata", "resourceVersion").Text() ?? last.Version);
            if (records.Count >= pageSize)
            {
                yield return new(records, last, sentAt);
                records = [];
            }
        }

        if (last != place || records.Count > 0)
        {
            yield return new(records, last, sentAt);
        }
    }

    private static Exception Failure(ClusterRequest request, JsonElement status) => status.Member("code").Number() switch
    {
        410 => new ExpiredException(),
        var code => ConnectorException.Transient($"The cluster ended {request.Told} ({code}): {status.Text("message") ?? status.Text("reason")}"),
    };
}
