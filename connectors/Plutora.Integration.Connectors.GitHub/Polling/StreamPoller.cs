using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Reads a stream, repository by repository, from a cursor.</summary>
internal sealed class StreamPoller(GitHubApi api, RepositoryCatalog catalog, ListWalker walker)
{
    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scan = request.Mode == ReadMode.FullScan;
        var cursor = PollCursor.Read(request.Cursor);
        var found = await catalog.FindAsync(request.Stream == GitHubStreams.Repository, cancellationToken).ConfigureAwait(false);
        if (request.Stream == GitHubStreams.Repository)
        {
            yield return new([.. found.Repositories.Select(r => r.Record)], cursor.Write())
            {
                SentAt = found.SentAt,
                CompletedContainers = scan ? [.. found.Repositories.Select(r => r.Reference.Id)] : [],
            };
        }
        else
        {
            foreach (var repository in found.Repositories)
            {
                await foreach (var (page, moved) in RepositoryAsync(request, repository.Reference, cursor, cancellationToken).ConfigureAwait(false))
                {
                    cursor = moved;
                    yield return page;
                }
            }

            if (scan)
            {
                // A scan that ended leaves nothing to go on from: the next one begins anew.
                yield return new([], PollCursor.Start.Write());
            }
        }

        // Told after the others were read, so that one that was removed does not hold them up.
        if (found.Missing.Count > 0)
        {
            throw ConnectorException.NotFound(
                $"GitHub has no {string.Join(", ", found.Missing)} at {api.Base}, or hides it from this token. Correct the option 'repositories' or the token's access; the other repositories were read.");
        }
    }

    private async IAsyncEnumerable<(RecordPage Page, PollCursor Moved)> RepositoryAsync(
        ReadRequest request, RepositoryRef repository, PollCursor cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scan = request.Mode == ReadMode.FullScan;
        var routes = Routes.Of(request.Stream);
        for (var way = 0; way < routes.Count; way++)
        {
            var key = way == 0 ? repository.Id : $"{repository.Id}/{way}";
            if (cursor.At(key).Scanned)
            {
                continue;
            }

            await foreach (var step in walker.WalkAsync(request, routes[way], repository, cursor.At(key), cancellationToken).ConfigureAwait(false))
            {
                // Of many pull requests without a review each would else be an empty page like the last, which looks like a read that turns in circles.
                var ended = scan && step.Ended;
                if (!ended && step.Records.Count == 0 && step.Place == cursor.At(key))
                {
                    continue;
                }

                cursor = cursor.With(key, ended ? new Place { Scanned = true } : step.Place);
                yield return (new(step.Records, cursor.Write())
                {
                    SentAt = step.SentAt,
                    CompletedContainers = ended && way == routes.Count - 1 ? [repository.Id] : [],
                }, cursor);
            }
        }
    }
}
