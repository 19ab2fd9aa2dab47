using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Connectors.Git.Processes;
using Plutora.Integration.Connectors.Git.Records;
using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Reading;

/// <summary>Reads a stream, repository by repository, from a cursor.</summary>
internal sealed class StreamPoller(GitProgram git, GitOptions options, IReadOnlyList<RepositorySource> sources, TimeProvider time, ILogger logger)
{
    private readonly RefLister _refs = new(git, options);

    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scan = request.Mode == ReadMode.FullScan;
        var cursor = ReadCursor.Read(request.Cursor);
        var failed = new List<ConnectorException>();
        long done = 0;
        foreach (var source in sources)
        {
            if (cursor.At(source.Reference.Id) is { Scanned: true })
            {
                continue;
            }

            var failedBefore = failed.Count;
            await using var steps = StepsAsync(source, cursor.At(source.Reference.Id), request, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(steps, failed).ConfigureAwait(false))
            {
                var step = steps.Current.Step;
                done += step.Records.Count;
                cursor = cursor.With(source.Reference.Id, step.Place);
                yield return new(step.Records, cursor.Write())
                {
                    Faults = step.Faults,
                    SentAt = steps.Current.At,
                    Progress = step.Left is { } left ? new(done, source == sources[^1] ? done + left : null) : null,
                };
            }

            if (scan && failed.Count == failedBefore)
            {
                cursor = cursor.With(source.Reference.Id, new() { Scanned = true });
                yield return new([], cursor.Write()) { CompletedContainers = [source.Reference.Id] };
            }
        }

        if (scan && failed.Count == 0)
        {
            // A scan that ended leaves nothing to go on from: the next one begins anew.
            yield return new([], ReadCursor.Start.Write());
        }

        if (failed.Count > 0)
        {
            throw Together(failed);
        }

        // One repository that cannot be read does not hold up the others; it is told after them.
        async Task<bool> NextAsync(IAsyncEnumerator<(Step Step, DateTimeOffset At)> steps, List<ConnectorException> faults)
        {
            try
            {
                return await steps.MoveNextAsync().ConfigureAwait(false);
            }
            catch (ConnectorException fault)
            {
                faults.Add(fault);
                return false;
            }
        }
    }

    private async IAsyncEnumerable<(Step Step, DateTimeOffset At)> StepsAsync(
        RepositorySource source, Place? from, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sentAt = time.GetUtcNow();
        var repository = await source.OpenAsync(request.Stream, head: request.Stream == GitStreams.Repository, cancellationToken).ConfigureAwait(false);
        if (request.Stream == GitStreams.Repository)
        {
            yield return (new([RepositoryRecord.Make(repository)], new()), sentAt);
            yield break;
        }

        var steps = request.Stream == GitStreams.Commit
            ? new CommitPages(git, _refs, logger).ReadAsync(repository, from, request, cancellationToken)
            : new RefPages(git, _refs).ReadAsync(repository, from, request, cancellationToken);
        await foreach (var step in steps.ConfigureAwait(false))
        {
            yield return (step, sentAt);
        }
    }

    // The kind that is tried again soonest, so that the others of these repositories are not kept waiting for a person.
    private static ConnectorException Together(List<ConnectorException> failed)
    {
        if (failed.Count == 1)
        {
            return failed[0];
        }

        var message = string.Join(" ", failed.Select(f => f.Message));
        return failed.MinBy(f => f.Kind == ConnectorErrorKind.Transient ? 0 : f.Kind == ConnectorErrorKind.RateLimited ? 1 : 2)! switch
        {
            { Kind: ConnectorErrorKind.Transient } => ConnectorException.Transient(message),
            { Kind: ConnectorErrorKind.RateLimited } limited => ConnectorException.RateLimited(message, limited.RetryAt),
            _ => ConnectorException.NotFound(message),
        };
    }
}
