using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Connectors.Jenkins.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jenkins.Reading;

/// <summary>
/// Walks the builds of one job that were not told yet, and those that ran when they were. Jenkins tells no changes, but it numbers builds in the order in which they
/// begin: what is above the last number is new. The list is read newest first; a page begins with the last build of the one before it, so that a build
/// that is deleted meanwhile moves none out of sight.
/// </summary>
internal sealed class BuildWalker(JenkinsApi api, int pageSize, TimeProvider time)
{
    private const int MostIdlePages = 20;

    public async IAsyncEnumerable<BuildStep> WalkAsync(FoundJob job, BuildPlace place, ReadRequest request, IBuildTeller teller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (job.Next is { } next && next <= Math.Max(place.Last, place.Top))
        {
            // The job was deleted and made anew: its numbers began again. Builds that ran are still asked for once.
            place = new() { Open = place.Open };
        }

        foreach (var number in place.Open)
        {
            var step = await AgainAsync(job.FullName, number, place, teller, cancellationToken).ConfigureAwait(false);
            place = step.Place;
            yield return step;
        }

        if (!place.IsUnderWay && !(job.Newest > place.Last))
        {
            yield break;
        }

        await foreach (var step in NewAsync(job.FullName, place, request, teller, cancellationToken).ConfigureAwait(false))
        {
            yield return step;
        }
    }

    private async Task<BuildStep> AgainAsync(string job, long number, BuildPlace place, IBuildTeller teller, CancellationToken cancellationToken)
    {
        var sent = time.GetUtcNow();
        if (await api.FindAsync(ItemName.BuildPath(job, number), teller.Tree, cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            return new(teller.TellLost(job, number), place.Closed(number), sent);
        }

        using var document = ToolJson.ParseObject(answer.Body, ItemName.BuildPath(job, number));
        var build = BuildHead.From(document.RootElement, job, api.Address) is { } head && head.Number == number
            ? head
            : throw ConnectorException.Permanent($"GET {ItemName.BuildPath(job, number)}api/json tells of another build. See whether a proxy answers in the place of Jenkins.");
        var records = await teller.TellAsync(job, build, RawItems.At(answer.Body)!.Value, cancellationToken).ConfigureAwait(false);
        return new(records, build.IsOpen ? place : place.Closed(number), sent);
    }

    private async IAsyncEnumerable<BuildStep> NewAsync(string job, BuildPlace place, ReadRequest request, IBuildTeller teller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = Math.Max(2, Math.Min(request.PageSize, pageSize));
        var since = place.Last == 0 ? request.Since - request.Overlap : null;
        for (var (idle, lowest) = (0, long.MaxValue); ;)
        {
            var sent = time.GetUtcNow();
            var answer = await api.FindAsync(ItemName.Path(job), Trees.Builds(teller.Tree, place.Offset, place.Offset + size), cancellationToken).ConfigureAwait(false);
            if (answer is null)
            {
                // The job went away since its folder was listed.
                yield break;
            }

            var page = BuildPage.Of(RawItems.Of(answer.Body, "allBuilds"), job, api.Address);
            if (place.Offset > 0 && !(page.Highest >= place.Below))
            {
                // Builds above were deleted meanwhile: go back until the page takes up where the last one ended.
                place = place with { Offset = Math.Max(0, place.Offset - size) };
                continue;
            }

            if (!place.IsUnderWay)
            {
                if (page.Highest is not { } top)
                {
                    yield break;
                }

                place = place with { Top = top, Below = top + 1 };
            }

            foreach (var item in page.Items.Where(item => item.Build.Number < place.Below && item.Build.Number > place.Last))
            {
                place = place with { Below = item.Build.Number };
                if (item.Build.IsOpen)
                {
                    place = place.Opened(item.Build.Number);
                }
                else if (item.Build.ChangedAt < since)
                {
                    continue;
                }

                yield return new(await teller.TellAsync(job, item.Build, item.Json, cancellationToken).ConfigureAwait(false), place, sent);
            }

            var ended = page.Count < size || page.Lowest <= place.Last + 1 || page.Items.All(item => item.Build.ChangedAt < since && !item.Build.IsOpen);
            place = ended
                ? new BuildPlace { Last = place.Top, Open = place.Open }
                : place with { Offset = place.Offset + page.Count - 1 };
            yield return new([], place, sent) { Faults = page.Faults };
            if (ended)
            {
                yield break;
            }

            // Many builds may have begun since the read was broken off, yet each page leads further down than the one before it.
            (idle, lowest) = (page.Lowest < lowest ? 0 : idle + 1, page.Lowest ?? lowest);
            if (idle > MostIdlePages)
            {
                throw ConnectorException.Permanent($"The list of builds of {job} does not end: pages tell the same builds again and again. See whether a proxy answers in the place of Jenkins.");
            }
        }
    }

    /// <summary>A page of the list of builds.</summary>
    private sealed record BuildPage(IReadOnlyList<(BuildHead Build, ReadOnlyMemory<byte> Json)> Items, IReadOnlyList<RecordFault> Faults)
    {
        public int Count => Items.Count + Faults.Count;

        public long? Highest => Items.Count == 0 ? null : Items.Max(item => item.Build.Number);

        public long? Lowest => Items.Count == 0 ? null : Items.Min(item => item.Build.Number);

        public static BuildPage Of(IReadOnlyList<ReadOnlyMemory<byte>> builds, string job, Uri address)
        {
            var (items, faults) = (new List<(BuildHead Build, ReadOnlyMemory<byte> Json)>(), new List<RecordFault>());
            foreach (var json in builds)
            {
                using var document = System.Text.Json.JsonDocument.Parse(json, new() { MaxDepth = 512 });
                if (BuildHead.From(document.RootElement, job, address) is { } build)
                {
                    items.Add((build, json));
                }
                else
                {
                    faults.Add(new() { Stream = JenkinsStreams.Build, Reason = $"A build of {job} has no number.", Payload = json });
                }
            }

            return new([.. items.OrderByDescending(item => item.Build.Number)], faults);
        }
    }
}

/// <summary>What became of one build, or of a page without one.</summary>
/// <param name="Records">Its records.</param>
/// <param name="Place">Where to go on once they are stored.</param>
/// <param name="SentAt">When they were asked for.</param>
internal sealed record BuildStep(IReadOnlyList<SourceRecord> Records, BuildPlace Place, DateTimeOffset SentAt)
{
    /// <summary>What could not be read.</summary>
    public IReadOnlyList<RecordFault> Faults { get; init; } = [];
}
