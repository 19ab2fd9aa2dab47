using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Connectors.Git.Objects;
using Plutora.Integration.Connectors.Git.Processes;
using Plutora.Integration.Connectors.Git.Records;
using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Reading;

/// <summary>Reads the commits of a repository that have not been told, oldest first.</summary>
internal sealed class CommitPages(GitProgram git, RefLister refs, ILogger logger)
{
    private readonly CommitWalker _walker = new(git);

    /// <summary>Reads on from a place. A walk that was cut is ended first, then what arrived meanwhile is walked.</summary>
    public async IAsyncEnumerable<Step> ReadAsync(OpenedRepository repository, Place? from, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = await StillValidAsync(repository, from, cancellationToken).ConfigureAwait(false);
        if (place.Walk is not null)
        {
            await foreach (var step in WalkAsync(repository, place, request.PageSize, cancellationToken).ConfigureAwait(false))
            {
                place = step.Place;
                yield return step;
            }

            from = place;
        }

        var tips = await refs.TipsAsync(repository, cancellationToken).ConfigureAwait(false);
        // The bound holds for the first walk, also when that one has to be begun anew.
        var since = from is null ? request.Since?.ToUnixTimeSeconds() : place.Walk is null ? from.Walk?.Since : null;
        var plan = await _walker.PlanAsync(repository, tips, place.Known!, since, cancellationToken).ConfigureAwait(false);
        if (plan.Total == 0)
        {
            if (from is null || !plan.Heads.SequenceEqual(place.Known!, StringComparer.Ordinal) || place.Shallow != from.Shallow)
            {
                yield return new([], place with { Known = plan.Heads }) { Left = 0 };
            }

            yield break;
        }

        var begun = place with { Walk = new() { Heads = plan.Heads, Total = plan.Total, Since = since } };
        await foreach (var step in WalkAsync(repository, begun, request.PageSize, cancellationToken).ConfigureAwait(false))
        {
            yield return step;
        }
    }

    // What was rewritten and cleared away since the last read is no place to go on from; nor is one whose history was deepened.
    private async Task<Place> StillValidAsync(OpenedRepository repository, Place? from, CancellationToken cancellationToken)
    {
        var deepened = from is not null && from.Shallow != repository.ShallowEnd;
        var known = from is null || deepened ? [] : from.Known ?? [];
        var heads = from is null || deepened ? [] : from.Walk?.Heads ?? [];
        var present = new HashSet<string>(await refs.CommitsAsync(repository, known.Concat(heads), cancellationToken).ConfigureAwait(false), StringComparer.Ordinal);
        return new Place
        {
            Known = [.. known.Where(present.Contains)],
            Walk = heads.Count > 0 && known.Concat(heads).All(present.Contains) ? from!.Walk : null,
            Shallow = repository.ShallowEnd,
        };
    }

    private async IAsyncEnumerable<Step> WalkAsync(OpenedRepository repository, Place place, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var objects = new ObjectReader(git, repository, contents: true);
        await using var changes = new ChangeSource(git, repository, logger);
        for (var again = true; again;)
        {
            again = false;
            await using var commits = _walker.WalkAsync(repository, place.Walk!, place.Known!, cancellationToken).GetAsyncEnumerator(cancellationToken);
            var next = await TakeAsync(commits, pageSize).ConfigureAwait(false);
            if (next is null)
            {
                place = place with { Walk = place.Walk! with { Done = 0, Last = null } };
                again = true;
                continue;
            }

            do
            {
                // One page of names is read ahead, so that the last page is known as such.
                var page = next;
                next = page.Count < pageSize ? [] : await TakeAsync(commits, pageSize).ConfigureAwait(false);
                var walk = place.Walk!;
                var done = walk.Done + page.Count;
                place = next is { Count: > 0 }
                    ? place with { Walk = walk with { Done = done, Last = page[^1] } }
                    : place with { Walk = null, Known = walk.Heads };
                var (records, faults) = await PageAsync(repository, page, objects, changes, cancellationToken).ConfigureAwait(false);
                yield return new(records, place) { Faults = faults, Left = Math.Max(0, walk.Total - done) };
            }
            while (next is { Count: > 0 });
        }
    }

    // Null when the walk changed.
    private static async Task<List<string>?> TakeAsync(IAsyncEnumerator<string> commits, int count)
    {
        var taken = new List<string>(count);
        try
        {
            while (taken.Count < count && await commits.MoveNextAsync().ConfigureAwait(false))
            {
                taken.Add(commits.Current);
            }
        }
        catch (WalkChangedException)
        {
            return null;
        }

        return taken;
    }

    private static async Task<(List<SourceRecord> Records, List<RecordFault> Faults)> PageAsync(
        OpenedRepository repository, List<string> commits, ObjectReader objects, ChangeSource changes, CancellationToken cancellationToken)
    {
        var records = new List<SourceRecord>(commits.Count);
        var faults = new List<RecordFault>();
        var changed = await changes.ReadAsync(commits, cancellationToken).ConfigureAwait(false);
        await foreach (var item in objects.ReadAsync(commits, cancellationToken).ConfigureAwait(false))
        {
            if (CommitRecord.Make(repository, item, changed?.Of(item.Id), out var fault) is { } made)
            {
                records.Add(made);
            }
            else
            {
                faults.Add(fault!);
            }
        }

        return (records, faults);
    }
}
