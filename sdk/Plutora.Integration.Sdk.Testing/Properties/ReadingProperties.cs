using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Testing.Running;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Sdk.Testing.Running.Verdict;

namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>Whether reads tell what there is, once and whole.</summary>
internal static class ReadingProperties
{
    private static readonly TimeSpan Long = TimeSpan.FromDays(3);

    public static IReadOnlyList<AcceptanceProperty> All { get; } =
    [
        new("record-ids-stable", "A record keeps its id whatever of it changes, and no two records share one.", IdsStable, "first-read-complete", "webhook-out-of-order", "webhook-accepted", "deletions-reach-entities", "fetch-agrees", "scan-agrees", "entities-published"),
        new(
            "first-read-complete", "The first read tells every record of the tool, and nothing that the tool does not have.", FirstReadComplete,
            "record-as-told", "versions-ordered", "record-containers", "incremental-complete", "resume-after-each-page", "crash-repeats-page", "change-while-paged", "pages-any-order", "scan-agrees", "backfill-complete",
            "rate-limit-waits", "rate-limit-unsaid", "server-error-passes", "connection-cut-passes", "fault-loses-nothing", "slow-answer-whole", "entities-published", "deletions-reach-entities", "webhook-accepted", "since-complete", "fetch-agrees"),
        new("record-as-told", "A record is the tool's own document, unchanged.", AsTold, "change-while-paged", "partial-leaves", "records-map"),
        new("versions-ordered", "Each record tells a version of the kind that its stream declares, and a later one when it changed.", VersionsOrdered, "pages-any-order", "webhook-out-of-order", "fetch-agrees", "scan-agrees", "change-while-paged"),
        new("record-containers", "Each record names the container that it belongs to.", Containers, "scan-containers", "deletions-reach-entities", "scope-shrunk-held"),
        new("incremental-complete", "A read from the last cursor tells everything that was added or changed since.", IncrementalComplete, "change-while-paged", "empty-is-no-error"),
        new("incremental-only-changes", "A read from the last cursor does not tell everything again.", IncrementalOnlyChanges),
        new("resume-after-each-page", "A read that is broken off after any page and taken up from that page's cursor, by a new instance, tells what was left.", Resumes, "crash-repeats-page", "change-while-paged", "rate-limit-waits", "rate-limit-unsaid", "server-error-passes", "connection-cut-passes", "fault-loses-nothing"),
        new("crash-repeats-page", "A page that was told and not stored is told again, by the same instance, from the cursor before it.", CrashRepeats, "fault-loses-nothing", "change-while-paged", "slow-answer-whole", "rate-limit-waits", "scan-agrees", "record-ids-stable", "repeat-publishes-nothing", "fetch-agrees", "incremental-complete"),
        new("cursor-newer-refused", "A cursor that a newer version of the connector wrote is refused as a matter of configuration.", CursorNewerRefused),
        new("change-while-paged", "What changes or is added while a list is being paged is told by this read or by the next, in its newest version.", ChangeWhilePaged),
    ];

    private static async Task IdsStable(Exam exam)
    {
        var streams = exam.Readable("is read whose records change", (_, kept) => kept is { Fixed: false });
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            var kept = trial.Tool.Find(stream.Id)!;
            var before = (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole");
            var shared = before.Records.GroupBy(r => r.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Select(r => r.Json.Length == 0 ? "" : System.Text.Encoding.UTF8.GetString(r.Json.Span)).Distinct(StringComparer.Ordinal).Count() > 1);
            Hold(shared is null || kept.Rendered, $"In stream '{stream.Id}', {shared?.Count()} different records have the id '{shared?.Key}'.", "Use the tool's own id, with what makes it unique in the stream, such as the project's id before a number.");
            if (!kept.Changes || kept.Records.Count == 0)
            {
                continue;
            }

            trial.Pass(TimeSpan.FromHours(1));
            await kept.ChangeAsync(kept.Records[^1], exam.Ct).ConfigureAwait(false);
            var after = (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole");
            var fresh = after.Ids.Except(before.Ids).ToList();
            Hold(fresh.Count == 0, $"After one record of stream '{stream.Id}' changed, it goes by the id {Verdict.Names(fresh)}; before, ids were {Verdict.Names(before.Ids.Except(after.Ids))}.", "Use the tool's own immutable id; versions belong into SourceRecord.Version.");
        }
    }

    private static async Task FirstReadComplete(Exam exam)
    {
        var streams = exam.Readable("is read");
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            var reading = (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole");
            Hold(!reading.Circles, $"Reading stream '{stream.Id}' gave the same page over and over.", "End the read at the last page.");
            var foreign = reading.Ids.Except(trial.Tool.Find(stream.Id)!.Records.Select(r => r.Id)).ToList();
            Hold(foreign.Count == 0, $"The first read of stream '{stream.Id}' told {Verdict.Names(foreign)}, which the simulated tool does not have; it has {Verdict.Names(trial.Tool.Find(stream.Id)!.Records.Select(r => r.Id))}.", "Use the tool's own id as the record's; where it is made of more, say so by SimulatedStream.IdOf.");
            Complete(trial.Tool.Find(stream.Id)!, reading.Ids, $"The first read of stream '{stream.Id}'", "Follow the list to its last page, and drop nothing: what the mapping does not need it leaves out itself.");
            var other = reading.Records.FirstOrDefault(r => r.Stream != stream.Id);
            Hold(other is null, $"A read of stream '{stream.Id}' told a record of stream '{other?.Stream}'.", "Tell a stream's own records alone.");
        }
    }

    private static async Task AsTold(Exam exam)
    {
        var streams = exam.Readable("tells the tool's own documents", (_, kept) => !kept.Rendered);
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            var kept = trial.Tool.Find(stream.Id)!;
            foreach (var record in (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole").Records)
            {
                if (kept.Find(record.Id) is not { } shown)
                {
                    continue;
                }

                Hold(IsObject(record.Json), $"Record '{record.Id}' of stream '{stream.Id}' is no JSON object: {Excerpt(record.Json)}", "Tell the tool's own object.");
                Hold(JsonNode.DeepEquals(JsonNode.Parse(record.Json.Span), shown.Json()), $"Record '{record.Id}' of stream '{stream.Id}' is not what the tool showed. Told: {Excerpt(record.Json)} Shown: {shown.Json().ToJsonString()}", "Hand the answer's own bytes on instead of a typed copy, which drops what its class does not know; mapping comes later. Where the record must be made of several answers, set SimulatedStream.Rendered.");
            }
        }
    }

    private static async Task VersionsOrdered(Exam exam)
    {
        var streams = exam.Readable("orders the versions of its records", (s, _) => s.Versions is VersionOrder.Instant or VersionOrder.Sequence);
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            var kept = trial.Tool.Find(stream.Id)!;
            var before = (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole");
            var bad = before.Records.FirstOrDefault(r => Rank(stream, r.Version) is null);
            Hold(bad is null, $"Record '{bad?.Id}' of stream '{stream.Id}' has the version '{bad?.Version}', which is no {(stream.Versions == VersionOrder.Instant ? "ISO 8601 instant" : "whole number")}.", "Set SourceRecord.Version from the member that the tool raises with each change, or declare VersionOrder.None.");
            if (kept.Fixed || !kept.Changes || kept.Records.Count == 0)
            {
                continue;
            }

            var changed = kept.Records[0];
            trial.Pass(TimeSpan.FromHours(2));
            await kept.ChangeAsync(changed, exam.Ct).ConfigureAwait(false);
            var after = (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole");
            var (old, young) = (before.Records.LastOrDefault(r => r.Id == changed.Id)?.Version, after.Records.LastOrDefault(r => r.Id == changed.Id)?.Version);
            Hold(Rank(stream, young) > Rank(stream, old), $"Record '{changed.Id}' of stream '{stream.Id}' changed at the tool, and its version went from '{old}' to '{young}'.", "Take the member that the tool raises with each change, not the time of creation and not the time of the read.");
        }
    }

    private static async Task Containers(Exam exam)
    {
        var streams = exam.Readable("spreads its records over containers", (_, kept) => kept.Containers.Count > 0);
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            foreach (var record in (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole").Records)
            {
                var shown = trial.Tool.Find(stream.Id)!.Find(record.Id);
                Hold(shown is null || record.Container == shown.Container, $"Record '{record.Id}' of stream '{stream.Id}' names the container '{record.Container}'; it belongs to '{shown?.Container}'.", "Set SourceRecord.Container to the id of the project (repository, queue) that the record was read from: full scans judge deletions by it.");
            }
        }
    }

    private static async Task IncrementalComplete(Exam exam)
    {
        foreach (var (stream, _, kept, second, _) in await IncrementAsync(exam, exam.Readable("gains records", (_, kept) => !kept.Fixed)).ConfigureAwait(false))
        {
            var missing = kept.Where(r => !second.Records.Any(t => t.Id == r.Id)).Select(r => r.Id).ToList();
            Hold(missing.Count == 0, $"After the first read of stream '{stream.Id}' {kept.Count} records were added or changed at the tool; the read from its last cursor left out {Verdict.Names(missing)}. It told {Verdict.Names(second.Ids)}.", "Ask for what changed at the cursor's instant or later (>=, not >), in the tool's own time, and move the cursor no further than what was told.");
        }
    }

    private static async Task IncrementalOnlyChanges(Exam exam)
    {
        var streams = exam.Readable("can be asked for changes alone", (_, kept) => kept is { Fixed: false, ReadsWhole: false });
        foreach (var (stream, first, kept, second, total) in await IncrementAsync(exam, streams).ConfigureAwait(false))
        {
            var again = second.Ids.Distinct(StringComparer.Ordinal).Except(kept.Select(r => r.Id)).Count();
            Hold(again <= 1 || again * 2 <= total, $"The read of stream '{stream.Id}' from {(first.Last is { } cursor ? $"its last cursor ('{cursor.Value}')" : "no cursor, since no page carried one,")} told {again} of {total} unchanged records again, three days behind its overlap.", "Give each page a cursor and ask the tool for what changed since. Where the tool cannot be asked so, say it by SimulatedStream.ReadsWhole.");
        }
    }

    private static async Task<IReadOnlyList<(StreamDescriptor Stream, Reading First, IReadOnlyList<SimulatedRecord> Changed, Reading Second, int Unchanged)>> IncrementAsync(Exam exam, IReadOnlyList<StreamDescriptor> streams)
    {
        var found = new List<(StreamDescriptor, Reading, IReadOnlyList<SimulatedRecord>, Reading, int)>();
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            var kept = trial.Tool.Find(stream.Id)!;
            var first = (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole");
            trial.Pass(Long + stream.Overlap);
            if (stream.Overlap > TimeSpan.Zero)
            {
                // The cursor, of each container where each has its own, comes to stand so far behind the first records that they lie beyond its overlap.
                await kept.AddAsync(Math.Max(1, kept.Containers.Count), exam.Ct).ConfigureAwait(false);
                first = (await trial.ReadAsync(stream, first.Last).ConfigureAwait(false)).Whole("from its last cursor");
                trial.Pass(TimeSpan.FromMinutes(5));
            }

            var known = kept.Records.ToList();
            await kept.AddAsync(2, exam.Ct).ConfigureAwait(false);
            var changed = kept.Records.Except(known).ToList();
            if (kept.Changes && known.FirstOrDefault(r => kept.ChangesFor is not { } lasting || trial.Tool.Now - r.CreatedAt < lasting) is { } one)
            {
                await kept.ChangeAsync(one, exam.Ct).ConfigureAwait(false);
                changed.Add(one);
            }

            trial.Pass(TimeSpan.FromMinutes(5));
            trial.Server.Count();
            found.Add((stream, first, changed, (await trial.ReadAsync(stream, first.Last).ConfigureAwait(false)).Whole("from its last cursor"), kept.Records.Count - changed.Count));
        }

        return found;
    }

    private static async Task Resumes(Exam exam)
    {
        var (trial, streams) = await PagedAsync(exam).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            var whole = (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole");
            foreach (var after in After(whole.Pages.Count))
            {
                await trial.RestartAsync().ConfigureAwait(false);
                var first = await trial.ReadAsync(stream, told: (_, page) => Task.FromResult(page < after)).ConfigureAwait(false);
                await trial.RestartAsync().ConfigureAwait(false);
                var rest = (await trial.ReadAsync(stream, first.Last).ConfigureAwait(false)).Whole($"from the cursor of page {after}");
                Complete(trial.Tool.Find(stream.Id)!, first.Ids.Concat(rest.Ids), $"Reading stream '{stream.Id}', broken off after page {after} of {whole.Pages.Count} and taken up from its cursor '{first.Last?.Value}',", "Let a page's cursor say where the next page begins. Where the list is not ordered by what the cursor holds, move it only with the last page.");
            }
        }
    }

    private static async Task CrashRepeats(Exam exam)
    {
        var (trial, streams) = await PagedAsync(exam).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            var whole = (await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole");
            var kept = whole.Pages[0];
            var again = (await trial.ReadAsync(stream, kept.Cursor).ConfigureAwait(false)).Whole("again");
            Complete(trial.Tool.Find(stream.Id)!, kept.Records.Select(r => r.Id).Concat(again.Ids), $"Stream '{stream.Id}' was read whole, and again by the same instance from the cursor of its first page, as after a failure to store the second: the second time, it", "Keep nothing in the instance of what was told: the cursor that comes in is all that counts, since a page may never have been stored.");
        }
    }

    private static async Task CursorNewerRefused(Exam exam)
    {
        var streams = exam.Readable("is read");
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        var cursors = 0;
        foreach (var stream in streams)
        {
            if ((await trial.ReadAsync(stream).ConfigureAwait(false)).Whole("whole").Last is not { } cursor)
            {
                continue;
            }

            cursors++;
            var reading = await trial.ReadAsync(stream, cursor with { Version = cursor.Version + 1 }).ConfigureAwait(false);
            Hold(
                reading.Fault is ConnectorException { Kind: ConnectorErrorKind.Configuration },
                $"Stream '{stream.Id}' was read from a cursor of version {cursor.Version + 1}, which this connector cannot have written, and {(reading.Fault is null ? "went on as if it knew it." : "failed with " + Reading.Told(reading.Fault))}",
                "Compare Cursor.Version with the one that you write, and throw ConnectorException.Configuration for a newer one: the administrator then resets the cursor.");
        }

        if (cursors == 0)
        {
            throw NotAsked("No stream keeps a cursor.");
        }
    }

    private static async Task ChangeWhilePaged(Exam exam)
    {
        var (trial, streams) = await PagedAsync(exam).ConfigureAwait(false);
        foreach (var stream in streams)
        {
            var kept = trial.Tool.Find(stream.Id)!;
            trial.Pass(TimeSpan.FromHours(1));
            var first = (await trial.ReadAsync(stream, told: async (page, number) =>
            {
                if (number == 1)
                {
                    trial.Pass(TimeSpan.FromMinutes(1));
                    if (kept.Changes && page.Records.Count > 0 && kept.Find(page.Records[0].Id) is { } told)
                    {
                        await kept.ChangeAsync(told, exam.Ct).ConfigureAwait(false);
                    }

                    await kept.AddAsync(1, exam.Ct).ConfigureAwait(false);
                }

                return true;
            }).ConfigureAwait(false)).Whole("while it changed");
            trial.Pass(TimeSpan.FromHours(1));
            var second = (await trial.ReadAsync(stream, first.Last).ConfigureAwait(false)).Whole("from its last cursor");
            var all = first.Records.Concat(second.Records).ToList();
            Complete(kept, all.Select(r => r.Id), $"A record of the first page of stream '{stream.Id}' changed and one was added before the second page was asked for: this read and the next one together", "What changes moves in the list and pushes others over the edge of a page. Page by a key (changed since the last one told) rather than by number, or read in an order that changes do not disturb.");
            var stale = kept.Rendered ? null : kept.Records.FirstOrDefault(r => !all.Any(t => t.Id == r.Id && JsonNode.DeepEquals(JsonNode.Parse(t.Json.Span), r.Json())));
            Hold(stale is null, $"Record '{stale?.Id}' of stream '{stream.Id}' changed while the list was being paged, and neither this read nor the next one told its newest version.", "Move the cursor no further than the newest change that was told, and not to the time at which the read ended.");
        }
    }

    private static async Task<(Trial Trial, IReadOnlyList<StreamDescriptor> Streams)> PagedAsync(Exam exam)
    {
        var paged = new List<StreamDescriptor>();
        foreach (var stream in exam.Readable("is read"))
        {
            if (await exam.ComesInPagesAsync(stream).ConfigureAwait(false))
            {
                paged.Add(stream);
            }
        }

        if (paged.Count == 0)
        {
            throw NotAsked("No stream comes in more than one page, however many records there are.");
        }

        var trial = await exam.OpenAsync().ConfigureAwait(false);
        await exam.FillAsync(trial).ConfigureAwait(false);
        return (trial, paged);
    }

    // All places to break off at where they are few; else the first, the second, the middle and the last.
    private static IEnumerable<int> After(int pages) => pages <= 5 ? Enumerable.Range(1, pages) : [1, 2, pages / 2, pages - 1];

    internal static void Complete(SimulatedStream kept, IEnumerable<string> told, string who, string mend)
    {
        var missing = kept.Records.Select(r => r.Id).Except(told, StringComparer.Ordinal).ToList();
        Hold(missing.Count == 0, $"{who} left out {missing.Count} of {kept.Records.Count} records: {Verdict.Names(missing)}.", mend);
    }

    private static bool IsObject(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonNode.Parse(json.Span) is JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    internal static BigInteger? Rank(StreamDescriptor stream, string? version) => stream.Versions switch
    {
        VersionOrder.Instant => DateTimeOffset.TryParse(version, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant.UtcTicks : null,
        _ => BigInteger.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
    };
}
