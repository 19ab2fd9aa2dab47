using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Testing.Running;
using static Plutora.Integration.Sdk.Testing.Running.Verdict;

namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>Full scans, lower bounds, backfills, and records fetched one by one.</summary>
internal static class ModeProperties
{
    public static IReadOnlyList<AcceptanceProperty> All { get; } =
    [
        new("scan-agrees", "A full scan tells the same records, in the same versions, as the incremental reads did.", ScanAgrees, "deletions-reach-entities", "repeat-publishes-nothing", "scan-containers"),
        new("scan-containers", "A full scan names each container of which it told every record, and none that it did not read.", ScanContainers, "deletions-reach-entities", "scope-shrunk-held"),
        new("since-complete", "A first read with a lower bound tells every record that changed since then.", SinceComplete, "backfill-complete"),
        new("backfill-complete", "A first read from an instant on and a backfill up to it tell every record together, and a backfill that is broken off goes on.", BackfillComplete),
        new("fetch-agrees", "A record that is fetched by its id is the one that a read tells.", FetchAgrees, "fetch-missing"),
        new("fetch-missing", "A record that is not there is fetched as null or NotFound.", FetchMissing),
        new("empty-is-no-error", "A tool without records is read without an error, and what is added later is told.", EmptyIsNoError, "upload-accepted", "upload-repeated"),
    ];

    private static async Task ScanAgrees(Exam exam)
    {
        var streams = exam.Readable("can be scanned", (s, _) => s.CanScan);
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            var read = (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole");
            var scan = (await trial.ReadAsync(stream, mode: ReadMode.FullScan).ConfigureAwait(false)).Whole("in a full scan");
            ReadingProperties.Complete(trial.Tool.Find(stream.Id)!, scan.Ids, $"A full scan of stream '{stream.Id}'", "Tell every record there is, without a lower bound: what a scan leaves out the hub takes as deleted.");
            var versions = read.Records.GroupBy(r => r.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Version, StringComparer.Ordinal);
            var other = scan.Records.FirstOrDefault(r => !versions.TryGetValue(r.Id, out var version) || version != r.Version);
            Hold(other is null, $"A full scan of stream '{stream.Id}' told record '{other?.Id}' in version '{other?.Version}'; the read before told it {(other is not null && versions.TryGetValue(other.Id, out var known) ? $"in version '{known}'" : "not at all")}.", "Make records of both ways by the same code.");
        }
    }

    private static async Task ScanContainers(Exam exam)
    {
        var streams = exam.Readable("can be scanned and spreads its records over containers", (s, kept) => s.CanScan && kept.Containers.Count > 0);
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            var scan = (await trial.ReadAsync(stream, mode: ReadMode.FullScan).ConfigureAwait(false)).Whole("in a full scan");
            var completed = scan.Pages.SelectMany(p => p.CompletedContainers).Distinct(StringComparer.Ordinal).ToList();
            var expected = trial.Tool.Find(stream.Id)!.Records.Select(r => r.Container!).Distinct(StringComparer.Ordinal).ToList();
            var unsaid = expected.Except(completed).ToList();
            Hold(unsaid.Count == 0, $"A full scan of stream '{stream.Id}' told every record of {Verdict.Names(expected)}, and its pages name {(completed.Count == 0 ? "no container" : Verdict.Names(completed))} as completed.", "Put a container's id into RecordPage.CompletedContainers of the page with which its last record is told: without it the hub does not notice when a container goes missing, and takes all of its records as deleted.");
        }
    }

    private static async Task SinceComplete(Exam exam)
    {
        var streams = exam.Readable("gains records", (_, kept) => !kept.Fixed);
        foreach (var stream in streams)
        {
            var (trial, since) = await ParkedAsync(exam, stream).ConfigureAwait(false);
            var reading = (await trial.ReadAsync(stream, with: r => r with { Since = since }).ConfigureAwait(false)).Whole($"since {since:u}");
            var missing = trial.Tool.Find(stream.Id)!.Records.Where(r => r.UpdatedAt >= since).Select(r => r.Id).Except(reading.Ids).ToList();
            Hold(missing.Count == 0, $"A first read of stream '{stream.Id}' since {since:u} left out {Verdict.Names(missing)}, which changed after that.", "Use ReadRequest.Since as the bound where there is no cursor, by the tool's time of change. Where the tool cannot be asked so, tell everything.");
        }
    }

    private static async Task BackfillComplete(Exam exam)
    {
        var streams = exam.Readable("can be backfilled", (s, kept) => s.CanBackfill && !kept.Fixed);
        foreach (var stream in streams)
        {
            var (trial, since) = await ParkedAsync(exam, stream).ConfigureAwait(false);
            var young = (await trial.ReadAsync(stream, with: r => r with { Since = since }).ConfigureAwait(false)).Whole($"since {since:u}");
            var begun = await trial.ReadAsync(stream, mode: ReadMode.Backfill, with: r => r with { Until = since }, told: (_, page) => Task.FromResult(page < 1)).ConfigureAwait(false);
            await trial.RestartAsync().ConfigureAwait(false);
            var rest = (await trial.ReadAsync(stream, begun.Last, ReadMode.Backfill, r => r with { Until = since }).ConfigureAwait(false)).Whole($"in a backfill until {since:u}");
            ReadingProperties.Complete(trial.Tool.Find(stream.Id)!, [.. young.Ids, .. begun.Ids, .. rest.Ids], $"A first read of stream '{stream.Id}' since {since:u} and a backfill until then, broken off after its first page and taken up from its cursor, together", "Let a backfill tell everything older than ReadRequest.Until, with a cursor of its own.");
        }
    }

    private static async Task<(Trial Trial, DateTimeOffset Since)> ParkedAsync(Exam exam, StreamDescriptor stream)
    {
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        trial.Pass(TimeSpan.FromDays(30));
        var since = trial.Tool.Now;
        trial.Pass(TimeSpan.FromDays(1));
        await trial.Tool.Find(stream.Id)!.AddAsync(2, exam.Ct).ConfigureAwait(false);
        trial.Pass(TimeSpan.FromMinutes(5));
        return (trial, since);
    }

    private static async Task FetchAgrees(Exam exam)
    {
        var streams = exam.Readable("can be fetched", (s, _) => s.CanFetch);
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            var read = (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole").Records.AsEnumerable().FirstOrDefault();
            if (read is null)
            {
                continue;
            }

            var (fetched, fault) = await FetchAsync(trial, new(stream.Id, read.Id, read.Container) { Known = read.Json }).ConfigureAwait(false);
            Hold(fault is null, $"Fetching record '{read.Id}' of stream '{stream.Id}' failed: {(fault is null ? "" : Reading.Told(fault))}", "Mend FetchAsync, or leave CanFetch out.");
            Hold(fetched is not null, $"Fetching record '{read.Id}' of stream '{stream.Id}' found nothing, and a read had just told it.", "Mend the address that FetchAsync asks; what a read told of the record comes in FetchRequest.Known.");
            Hold(fetched!.Id == read.Id && fetched.Stream == read.Stream && fetched.Version == read.Version, $"Record '{read.Id}' of stream '{stream.Id}', version '{read.Version}', was fetched as '{fetched.Id}' of stream '{fetched.Stream}', version '{fetched.Version}'.", "Make records of both ways by the same code.");
            Hold(JsonNode.DeepEquals(JsonNode.Parse(fetched.Json.Span), JsonNode.Parse(read.Json.Span)) || stream.Partial, $"Record '{read.Id}' of stream '{stream.Id}' was fetched as {Excerpt(fetched.Json)} and read as {Excerpt(read.Json)}", "Where the list shows less than the record's own address, read the records one by one, or declare the stream Partial.");
        }
    }

    private static async Task FetchMissing(Exam exam)
    {
        var streams = exam.Readable("can be fetched", (s, _) => s.CanFetch);
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        var asked = 0;
        foreach (var stream in streams)
        {
            var kept = trial.Tool.Find(stream.Id)!;
            if (kept.Fixed || !kept.Deletes || (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole").Records.AsEnumerable().FirstOrDefault() is not { } read || kept.Find(read.Id) is not { } record)
            {
                continue;
            }

            asked++;
            await kept.DeleteAsync(record, exam.Ct).ConfigureAwait(false);
            var (fetched, fault) = await FetchAsync(trial, new(stream.Id, read.Id, read.Container) { Known = read.Json }).ConfigureAwait(false);
            Hold(fetched is null, $"Record '{read.Id}' of stream '{stream.Id}' was deleted at the tool, and fetching it gave {(fetched is null ? "" : Excerpt(fetched.Json))}", "Ask the tool, and keep no copy: the hub fetches to learn what is true now.");
            Hold(fault is null or ConnectorException { Kind: ConnectorErrorKind.NotFound }, $"Fetching record '{read.Id}' of stream '{stream.Id}', which was deleted at the tool, failed with {(fault is null ? "" : Reading.Told(fault))}", "Return null where the tool answers 404, or throw ConnectorException.NotFound.");
        }

        if (asked == 0)
        {
            throw NotAsked("No stream that can be fetched loses records.");
        }
    }

    private static async Task EmptyIsNoError(Exam exam)
    {
        var streams = exam.Readable("gains records", (_, kept) => kept is { Fixed: false, Seed: 0 });
        foreach (var stream in streams)
        {
            var trial = await exam.OpenAsync().ConfigureAwait(false);
            foreach (var other in Exam.Adding(trial.Tool).Where(o => o.Id != stream.Id))
            {
                await other.AddAsync(2, exam.Ct).ConfigureAwait(false);
            }

            var empty = (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("of a tool that has none of its records");
            trial.Pass(TimeSpan.FromDays(1));
            await trial.Tool.Find(stream.Id)!.AddAsync(2, exam.Ct).ConfigureAwait(false);
            trial.Pass(TimeSpan.FromMinutes(5));
            var later = (await trial.ReadAsync(stream, empty.Last).ConfigureAwait(false)).Whole("after its first records were added");
            ReadingProperties.Complete(trial.Tool.Find(stream.Id)!, empty.Ids.Concat(later.Ids), $"Stream '{stream.Id}' was empty and then gained records; the read that followed", "Where there was nothing to tell, leave the cursor where it was, or set it by the tool's clock and never ahead of it.");
        }
    }

    private static async Task<(SourceRecord? Record, Exception? Fault)> FetchAsync(Trial trial, FetchRequest request)
    {
        try
        {
            return (await trial.CallAsync($"Fetching record '{request.Id}'", ct => trial.Instance.FetchAsync(request, ct)).ConfigureAwait(false), null);
        }
        catch (Exception fault) when (fault is not (WrongException or OperationCanceledException))
        {
            return (null, fault);
        }
    }
}
