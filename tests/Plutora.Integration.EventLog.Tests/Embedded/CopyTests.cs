using System.Globalization;
using System.Text;
using CsCheck;
using Plutora.Integration.EventLog.Copying;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EventLog.Tests.Embedded;

/// <summary>A copy of a log: everything, in order, once, wherever it was cut off; groups and positions go on where they were.</summary>
public sealed class CopyTests
{
    private static readonly TopicFilter All = TopicFilter.Prefix("");

    // A record's partition key, which the log does not tell when it is read.
    private static readonly LogCopyRules ByHeader = new() { PartitionKeyOf = record => record.Header("pk") ?? record.Key };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly Gen<(int Topic, int Key, int Shape)[]> Appends = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 9], Gen.Int[0, 2]).Array[1, 120];

    [Fact]
    public Task Every_group_reads_on_where_it_was_whatever_was_compacted_and_wherever_the_copy_was_cut_off() =>
        Gen.Select(Appends, Gen.Int[0, 60], Gen.Int[0, 60], Gen.Int[1, 6]).SampleAsync(async (appends, first, second, cut) =>
        {
            using var folder = new TempFolder();
            var expected = await FillAsync(folder.File("old.db"), appends, [("one", first), ("two", second)], compact: true);
            await CopyAsync(folder, new(), cut);
            await using var log = EmbeddedEventLog.Open(new(folder.File("new.db")));
            Assert.Equal(expected.Records, await RecordsAsync(log));
            foreach (var (group, rest) in expected.Rest) Assert.Equal(rest, await RestAsync(log, group));
            Assert.Equal(expected.State, await StateAsync(log));
        }, iter: 40, threads: 1);

    [Fact]
    public Task Another_number_of_partitions_keeps_each_keys_order_and_loses_and_repeats_nothing() =>
        Gen.Select(Appends, Gen.Int[1, 7], Gen.Int[1, 6]).SampleAsync(async (appends, partitions, cut) =>
        {
            using var folder = new TempFolder();
            var expected = await FillAsync(folder.File("old.db"), appends, [("one", int.MaxValue)], compact: true);
            var rules = ByHeader with { PartitionsOf = topic => topic.Name == "sole" ? 1 : partitions };
            await CopyAsync(folder, rules, cut);
            await using var log = EmbeddedEventLog.Open(new(folder.File("new.db")));
            Assert.Equal(expected.Records, await RecordsAsync(log));
            Assert.All(await log.TopicsAsync(Ct), t => Assert.Equal(t.Definition.Name == "sole" ? 1 : partitions, t.Partitions.Count));
            Assert.Empty(await RestAsync(log, "one"));
            await log.AppendAsync([new LogEntry("many", "new", "value"u8.ToArray())], Ct);
            Assert.Equal("value", Assert.Single(Assert.Single(await RestAsync(log, "one")).Value));
        }, iter: 40, threads: 1);

    [Fact]
    public Task A_position_of_the_old_log_goes_on_in_the_copy_behind_what_had_been_read() =>
        Gen.Select(Appends, Gen.Int[0, 120], Gen.Int[1, 5]).SampleAsync(async (appends, read, partitions) =>
        {
            using var folder = new TempFolder();
            await FillAsync(folder.File("old.db"), appends, [], compact: true);
            List<string> rest;
            LogPosition position;
            await using (var old = EmbeddedEventLog.Open(new(folder.File("old.db"))))
            {
                position = (await old.ReadAsync(new(All, LogStart.Earliest) { MaxRecords = Math.Max(1, read) }, Ct)).Next;
                rest = [.. (await ReadAsync(old, LogStart.After(position))).Select(Text)];
            }

            await CopyAsync(folder, ByHeader with { PartitionsOf = topic => topic.Name == "sole" ? 1 : partitions }, int.MaxValue);
            await using var log = EmbeddedEventLog.Open(new(folder.File("new.db")));
            Assert.Equal(rest, (await ReadAsync(log, LogStart.After(position))).Select(Text));
        }, iter: 40, threads: 1);

    [Fact]
    public async Task No_hub_starts_on_a_log_that_is_being_copied_or_was_moved_nor_on_a_half_copy()
    {
        using var folder = new TempFolder();
        await FillAsync(folder.File("old.db"), [(0, 1, 0)], [], compact: false);
        await Assert.ThrowsAsync<OperationCanceledException>(() => LogCopier.CopyAsync(folder.File("old.db"), folder.File("new.db"), new(), TimeProvider.System, new Cut(1), Ct));
        Refused(LogError.Moved, folder.File("old.db"), "is being copied to", "--abandon");
        Refused(LogError.Moved, folder.File("new.db"), "not complete", "--abandon");
        await LogCopier.CopyAsync(folder.File("old.db"), folder.File("new.db"), new(), TimeProvider.System, null, Ct);
        Refused(LogError.Moved, folder.File("old.db"), "was moved to", folder.File("new.db"));
        // Said again it changes nothing; elsewhere it is refused.
        Assert.Equal("done", (await LogCopier.CopyAsync(folder.File("old.db"), folder.File("new.db"), new(), TimeProvider.System, null, Ct)).Stage);
        Assert.Equal(LogError.Moved, (await Assert.ThrowsAsync<LogException>(() => LogCopier.CopyAsync(folder.File("old.db"), folder.File("other.db"), new(), TimeProvider.System, null, Ct))).Error);
        Assert.Equal(LogError.Invalid, (await Assert.ThrowsAsync<LogException>(() => LogCopier.AbandonAsync(folder.File("old.db"), TimeProvider.System, Ct))).Error);
        await using var log = EmbeddedEventLog.Open(new(folder.File("new.db")));
        Assert.Single(await ReadAsync(log, LogStart.Earliest));
    }

    [Fact]
    public async Task A_copy_that_is_given_up_leaves_the_log_as_it_was()
    {
        using var folder = new TempFolder();
        await FillAsync(folder.File("old.db"), [(0, 1, 0), (1, 2, 1)], [], compact: false);
        await Assert.ThrowsAsync<OperationCanceledException>(() => LogCopier.CopyAsync(folder.File("old.db"), folder.File("new.db"), new(), TimeProvider.System, new Cut(1), Ct));
        await LogCopier.AbandonAsync(folder.File("old.db"), TimeProvider.System, Ct);
        Assert.False(File.Exists(folder.File("new.db")));
        await using var log = EmbeddedEventLog.Open(new(folder.File("old.db")));
        Assert.Equal(2, (await ReadAsync(log, LogStart.Earliest)).Count);
    }

    [Fact]
    public async Task What_is_no_half_copy_of_this_log_and_a_group_that_is_behind_are_refused()
    {
        using var folder = new TempFolder();
        await FillAsync(folder.File("old.db"), [(0, 1, 0), (0, 2, 0)], [("behind", 1)], compact: false);
        await FillAsync(folder.File("full.db"), [(0, 1, 0)], [], compact: false);
        var refused = await Assert.ThrowsAsync<LogException>(() => LogCopier.CopyAsync(folder.File("old.db"), folder.File("full.db"), new(), TimeProvider.System, null, Ct));
        Assert.Equal(LogError.Invalid, refused.Error);
        Assert.Contains("holds something", refused.Message, StringComparison.Ordinal);
        var behind = await Assert.ThrowsAsync<LogException>(() => LogCopier.CopyAsync(folder.File("old.db"), folder.File("new.db"), ByHeader with { PartitionsOf = _ => 7 }, TimeProvider.System, null, Ct));
        Assert.Contains("'behind' 1", behind.Message, StringComparison.Ordinal);
        Assert.Equal("done", (await LogCopier.CopyAsync(folder.File("old.db"), folder.File("left.db"), ByHeader with { PartitionsOf = _ => 7, LeavesGroup = g => g == "behind" }, TimeProvider.System, null, Ct)).Stage);
        await FillAsync(folder.File("old2.db"), [(0, 1, 0), (0, 2, 0)], [("behind", 1)], compact: false);
        await Assert.ThrowsAsync<LogException>(() => LogCopier.CopyAsync(folder.File("old2.db"), folder.File("new.db"), ByHeader with { PartitionsOf = _ => 7 }, TimeProvider.System, null, Ct));

        // Nothing was marked.
        await using (EmbeddedEventLog.Open(new(folder.File("old2.db"))))
        {
        }

        await Assert.ThrowsAsync<OperationCanceledException>(() => LogCopier.CopyAsync(folder.File("old2.db"), folder.File("new.db"), new(), TimeProvider.System, new Cut(1), Ct));
        await FillAsync(folder.File("third.db"), [(0, 1, 0)], [], compact: false);
        Assert.Equal(LogError.Invalid, (await Assert.ThrowsAsync<LogException>(() => LogCopier.CopyAsync(folder.File("third.db"), folder.File("new.db"), new(), TimeProvider.System, null, Ct))).Error);
    }

    private static void Refused(LogError error, string file, params string[] words)
    {
        var refused = Assert.Throws<LogException>(() => EmbeddedEventLog.Open(new(file)));
        Assert.Equal(error, refused.Error);
        Assert.All(words, word => Assert.Contains(word, refused.Message, StringComparison.Ordinal));
    }

    // Cut off after so many steps, again and again, until it is through.
    private static async Task CopyAsync(TempFolder folder, LogCopyRules rules, int steps)
    {
        for (var cuts = 0; cuts < 200; cuts++)
        {
            try
            {
                await LogCopier.CopyAsync(folder.File("old.db"), folder.File("new.db"), rules, TimeProvider.System, new Cut(steps), Ct);
                return;
            }
            catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
            {
                // As a kill would: what was committed stands. Each run is let go further, so that it ends.
                steps++;
            }
        }

        Assert.Fail("The copy was not through after 200 runs.");
    }

    private sealed record Expected(IReadOnlyDictionary<string, List<string>> Records, IReadOnlyDictionary<string, IReadOnlyDictionary<string, List<string>>> Rest, IReadOnlyList<string> State);

    private static async Task<Expected> FillAsync(string file, (int Topic, int Key, int Shape)[] appends, (string Group, int Acknowledged)[] groups, bool compact)
    {
        await using var log = EmbeddedEventLog.Open(new(file));
        await log.EnsureTopicAsync(new("many", 4, TopicRetention.Forever), Ct);
        await log.EnsureTopicAsync(new("compacted", 3, TopicRetention.Compact()), Ct);
        await log.EnsureTopicAsync(new("sole", 1, TopicRetention.Forever), Ct);
        string[] topics = ["many", "compacted", "sole"];
        for (var i = 0; i < appends.Length; i++)
        {
            var (topic, key, shape) = appends[i];
            var value = string.Create(CultureInfo.InvariantCulture, $"{i}");
            await using var transaction = await log.BeginAsync("fill", Ct);
            transaction.Append(new LogEntry(topics[topic], $"{key}~{shape}", shape == 2 ? null : Encoding.UTF8.GetBytes(value), [new("pk", $"{key}"), new("n", value)]) { PartitionKey = $"{key}" });
            transaction.PutState("store", $"{key}", Encoding.UTF8.GetBytes(value), $"{shape}");
            await transaction.CommitAsync(Ct);
        }

        if (compact) await log.MaintainAsync(Ct);
        var rest = new Dictionary<string, IReadOnlyDictionary<string, List<string>>>();
        foreach (var (group, acknowledged) in groups)
        {
            await using (var consumer = await log.SubscribeAsync(new(group, All, LogStart.Earliest), Ct))
            {
                for (var left = acknowledged; left > 0 && await consumer.TryReadAsync(Math.Min(left, 7), Ct) is { } batch; left -= batch.Records.Count) await consumer.AcknowledgeAsync(batch, Ct);
            }

            rest[group] = await RestAsync(log, group, acknowledge: false);
        }

        return new(await RecordsAsync(log), rest, await StateAsync(log));
    }

    // What a group has still to read, by key.
    private static async Task<IReadOnlyDictionary<string, List<string>>> RestAsync(EmbeddedEventLog log, string group, bool acknowledge = true)
    {
        var records = new List<LogRecord>();
        await using var consumer = await log.SubscribeAsync(new(group, All, LogStart.Earliest), Ct);
        while (await consumer.TryReadAsync(50, Ct) is { } batch)
        {
            records.AddRange(batch.Records);
            if (acknowledge) await consumer.AcknowledgeAsync(batch, Ct);
        }

        return ByKey(records);
    }

    private static async Task<IReadOnlyDictionary<string, List<string>>> RecordsAsync(EmbeddedEventLog log) => ByKey(await ReadAsync(log, LogStart.Earliest));

    private static Dictionary<string, List<string>> ByKey(IEnumerable<LogRecord> records) =>
        records.GroupBy(r => $"{r.Topic}/{r.Header("pk") ?? r.Key}").OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(Text).ToList());

    private static string Text(LogRecord record) =>
        record.Header("n") is { } n ? $"{record.Key}={n}{(record.Value is null ? " gone" : "")} {record.AppendedAt:O}" : Encoding.UTF8.GetString(record.Value!.Value.Span);

    private static async Task<IReadOnlyList<LogRecord>> ReadAsync(EmbeddedEventLog log, LogStart start)
    {
        var all = new List<LogRecord>();
        while (true)
        {
            var page = await log.ReadAsync(new(All, start) { MaxRecords = 37 }, Ct);
            if (page.Records.Count == 0) return all;
            all.AddRange(page.Records);
            start = LogStart.After(page.Next);
        }
    }

    private static async Task<IReadOnlyList<string>> StateAsync(EmbeddedEventLog log)
    {
        var all = new List<string>();
        await foreach (var entry in log.ScanStateAsync("store", ct: Ct)) all.Add($"{entry.Key}={Encoding.UTF8.GetString(entry.Value.Span)} {entry.PartitionKey}");
        return all;
    }

    private sealed class Cut(int steps) : IProgress<LogCopyProgress>
    {
        private int _left = steps;

        public void Report(LogCopyProgress value)
        {
            if (--_left <= 0) throw new OperationCanceledException();
        }
    }
}
