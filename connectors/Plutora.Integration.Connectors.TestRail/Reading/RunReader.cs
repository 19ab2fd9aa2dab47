using System.Globalization;
using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.TestRail.Api;
using Plutora.Integration.Connectors.TestRail.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestRail.Reading;

/// <summary>
/// Reads plans, runs, tests and results. TestRail cannot be asked for the runs that changed, but a completed one changes no more: each read goes back to the
/// oldest that was open in the last.
/// </summary>
internal sealed class RunReader(TestRailApi api, Projects projects)
{
    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bookmark = Bookmark.Read(request.Cursor);
        var scan = request.Mode == ReadMode.FullScan;
        foreach (var project in await projects.AllAsync(cancellationToken).ConfigureAwait(false))
        {
            var place = scan ? new() : bookmark.Of(project.Name);
            var told = place;
            var ages = new Ages(place.Open);
            var began = api.Now;
            var heads = await HeadsAsync(request.Stream, project, ages, cancellationToken).ConfigureAwait(false);
            place = place with { Began = place.Began ?? heads.Select(h => h.At).Append(began).Min().ToUnixTimeSeconds() };
            var (buffer, sentAt) = (new List<SourceRecord>(), (DateTimeOffset?)null);
            foreach (var head in heads.Where(h => h.Id > (place.After ?? 0)))
            {
                await foreach (var page in TellAsync(request, head, place, cancellationToken).ConfigureAwait(false))
                {
                    sentAt ??= page.At;
                    buffer.AddRange(page.Items.Select(json => RecordMaker.Make(request.Stream, json, project.Name)));
                    if (buffer.Count >= request.PageSize)
                    {
                        yield return new([.. buffer], scan ? null : bookmark.With(project.Name, place).Write()) { SentAt = sentAt };
                        (buffer, sentAt, told) = ([], null, place);
                    }
                }

                place = place with { After = head.Id };
            }

            if (request.Stream == TestRailStreams.Run)
            {
                // As the list tells them: what is left to a next read costs one request for all of a page.
                await foreach (var page in api.ListAsync($"get_runs/{project.Name}{ages.Query}", "runs", request.PageSize, cancellationToken: cancellationToken).ConfigureAwait(false))
                {
                    foreach (var json in page.Items)
                    {
                        ages.Note(Head.Of(json, isPlan: false, page.At));
                    }

                    yield return new([.. page.Items.Select(json => RecordMaker.Make(request.Stream, json, project.Name))], scan ? null : bookmark.With(project.Name, place).Write()) { SentAt = page.At };
                    told = place;
                }
            }

            var ended = place.Ended(ages.Oldest);
            bookmark = bookmark.With(project.Name, ended);

            // Of several projects that stand where they stood, each would say the same as the one before, as a list that never ends does.
            if (scan || buffer.Count > 0 || ended != told)
            {
                yield return new([.. buffer], scan ? null : bookmark.Write()) { SentAt = sentAt, CompletedContainers = scan ? [project.Name] : [] };
            }
        }
    }

    // Runs of their own and plans have their numbers out of one sequence.
    private async Task<IReadOnlyList<Head>> HeadsAsync(string stream, Project project, Ages ages, CancellationToken cancellationToken)
    {
        var heads = new List<Head>();
        foreach (var kind in stream is TestRailStreams.Plan or TestRailStreams.Run ? new[] { "plans" } : ["plans", "runs"])
        {
            await foreach (var page in api.ListAsync($"get_{kind}/{project.Name}{ages.Query}", kind, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                heads.AddRange(page.Items.Select(json => ages.Note(Head.Of(json, kind == "plans", page.At))));
            }
        }

        return [.. heads.DistinctBy(h => h.Id).OrderBy(h => h.Id)];
    }

    private async IAsyncEnumerable<ItemPage> TellAsync(ReadRequest request, Head head, Place place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var runs = new List<string> { head.Name };
        if (head.IsPlan)
        {
            var at = api.Now;
            if (await api.FindAsync($"get_plan/{head.Name}", cancellationToken).ConfigureAwait(false) is not { } plan)
            {
                // Deleted since the list was told.
                yield break;
            }

            if (request.Stream is TestRailStreams.Plan or TestRailStreams.Run)
            {
                yield return new(request.Stream == TestRailStreams.Plan ? [plan] : RunsOf(plan), at);
                yield break;
            }

            runs = [.. RunsOf(plan).Select(run => Head.Of(run, isPlan: false, at).Name)];
        }

        foreach (var id in runs)
        {
            var since = (place.Told is { } told ? DateTimeOffset.FromUnixTimeSeconds(told) : request.Since) - request.Overlap;
            var (method, items) = request.Stream == TestRailStreams.Test ? ($"get_tests/{id}", "tests")
                : (string.Create(CultureInfo.InvariantCulture, $"get_results_for_run/{id}{(since is { } from ? $"&created_after={from.ToUnixTimeSeconds() - 1}" : "")}"), "results");
            await foreach (var page in KnownAsync(api.ListAsync(method, items, request.PageSize, cancellationToken: cancellationToken)).ConfigureAwait(false))
            {
                yield return page;
            }
        }
    }

    // Nothing of a run that was deleted since it was told.
    private static async IAsyncEnumerable<ItemPage> KnownAsync(IAsyncEnumerable<ItemPage> pages)
    {
        var each = pages.GetAsyncEnumerator();
        await using var _ = each.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync().ConfigureAwait(false))
                {
                    yield break;
                }
            }
            catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
            {
                yield break;
            }

            yield return each.Current;
        }
    }

    private static List<ReadOnlyMemory<byte>> RunsOf(ReadOnlyMemory<byte> plan) =>
        [.. (RawItems.At(plan, "entries") is null ? [] : RawItems.Of(plan, "entries")).SelectMany(entry => RawItems.At(entry, "runs") is null ? [] : RawItems.Of(entry, "runs"))];

    /// <summary>A run of its own, or a plan, as its list tells it.</summary>
    private sealed record Head(long Id, bool IsPlan, long CreatedOn, bool IsCompleted, DateTimeOffset At)
    {
        public string Name => Id.ToString(CultureInfo.InvariantCulture);

        public static Head Of(ReadOnlyMemory<byte> json, bool isPlan, DateTimeOffset at)
        {
            var place = isPlan ? "get_plans" : "get_runs";
            using var document = ToolJson.ParseObject(json, place);
            var element = document.RootElement;
            return new(element.RequiredNumber("id", place), isPlan, element.Number("created_on") ?? 0, element.Is("is_completed"), at);
        }
    }

    /// <summary>How far back the next read has to go.</summary>
    private sealed class Ages(long? open)
    {
        private long? _oldestOpen;
        private long? _newest;

        /// <summary>What bounds this read; inclusive whatever "after" means.</summary>
        public string Query { get; } = open is { } from ? string.Create(CultureInfo.InvariantCulture, $"&created_after={from - 1}") : "";

        /// <summary>Where all are completed, the newest: what comes later is younger.</summary>
        public long? Oldest => _oldestOpen ?? _newest;

        public Head Note(Head head)
        {
            _newest = Math.Max(_newest ?? 0, head.CreatedOn);
            _oldestOpen = head.IsCompleted ? _oldestOpen : Math.Min(_oldestOpen ?? long.MaxValue, head.CreatedOn);
            return head;
        }
    }
}
