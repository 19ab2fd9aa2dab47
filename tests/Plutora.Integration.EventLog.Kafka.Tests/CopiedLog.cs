using System.Globalization;
using System.Text;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>What a log that is copied holds and tells, before and after: its records, its state, what its groups have still to read, what lies behind its positions.</summary>
internal static class CopiedLog
{
    public static readonly TopicFilter All = TopicFilter.Prefix("");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static LogEntry Entry(string topic, int key, int shape, string value) =>
        new(topic, $"{key}~{shape}", shape == 2 ? null : Encoding.UTF8.GetBytes(value), [new("pk", $"{key}"), new("n", value)]) { PartitionKey = $"{key}" };

    public static async Task FillAsync(IEventLog log, int seed, int count)
    {
        await log.EnsureTopicAsync(new("many", 4, TopicRetention.Forever), Ct);
        await log.EnsureTopicAsync(new("compacted", 3, TopicRetention.Compact(TimeSpan.FromDays(1))), Ct);
        await log.EnsureTopicAsync(new("sole", 1, TopicRetention.Delete(TimeSpan.FromDays(30))), Ct);
        string[] topics = ["many", "compacted", "sole"];
        var random = new Random(seed);
        for (var i = 0; i < count;)
        {
            await using var transaction = await log.BeginAsync("fill", Ct);
            for (var each = Math.Min(count, i + random.Next(1, 60)); i < each; i++)
            {
                var (key, shape) = (random.Next(12), random.Next(3));
                transaction.Append(Entry(topics[random.Next(3)], key, shape, string.Create(CultureInfo.InvariantCulture, $"{i}")));
                transaction.PutState("store", $"{key}", Encoding.UTF8.GetBytes($"{i}"), $"{key % 5}");
            }

            await transaction.CommitAsync(Ct);
        }
    }

    public static async Task AcknowledgeAsync(IEventLog log, string group, int count)
    {
        await using var consumer = await log.SubscribeAsync(new(group, All, LogStart.Earliest), Ct);
        var left = Math.Min(count, (await ReadAsync(log, LogStart.Earliest)).Count);
        while (left > 0)
        {
            var batch = await consumer.ReadAsync(Math.Min(left, 90), Ct);
            await consumer.AcknowledgeAsync(batch, Ct);
            left -= batch.Records.Count;
        }
    }

    internal sealed record Told(IReadOnlyList<TopicDefinition> Definitions, Dictionary<string, List<string>> Records, IReadOnlyList<string> State,
        IReadOnlyDictionary<string, Dictionary<string, List<string>>> Rest, IReadOnlyList<(LogPosition Position, Dictionary<string, List<string>> Behind)> Positions);

    // What the log holds, what its groups have still to read, and what lies behind some of its positions.
    public static async Task<Told> ToldAsync(IEventLog log, string[] groups)
    {
        await using var opened = log;
        var rest = new Dictionary<string, Dictionary<string, List<string>>>();
        foreach (var group in groups) rest[group] = await RestAsync(log, group, acknowledge: false);
        var positions = new List<(LogPosition Position, Dictionary<string, List<string>> Behind)>();
        var start = LogStart.Earliest;
        for (var part = 0; part < 3; part++)
        {
            var page = await log.ReadAsync(new(All, start) { MaxRecords = 61 + (part * 40) }, Ct);
            if (page.Records.Count == 0) break;
            var position = part % 2 == 0 ? page.Next : page.Records[page.Records.Count / 2].Position;
            positions.Add((position, ByKey(await ReadAsync(log, LogStart.After(position)))));
            start = LogStart.After(page.Next);
        }

        var end = (await log.ReadAsync(new(All, LogStart.Latest), Ct)).Next;
        positions.Add((end, []));
        return new([.. (await log.TopicsAsync(Ct)).Select(t => t.Definition)], ByKey(await ReadAsync(log, LogStart.Earliest)), await StateAsync(log), rest, positions);
    }

    public static async Task SameAsync(Told before, IEventLog log)
    {
        Assert.Equal(before.Records, ByKey(await ReadAsync(log, LogStart.Earliest)));
        Assert.Equal(before.State, await StateAsync(log));
        foreach (var (position, rest) in before.Positions) Assert.Equal(rest, ByKey(await ReadAsync(log, LogStart.After(position))));
        foreach (var (group, rest) in before.Rest) Assert.Equal(rest, await RestAsync(log, group));
    }

    // What a group has still to read, by key.
    public static async Task<Dictionary<string, List<string>>> RestAsync(IEventLog log, string group, bool acknowledge = true)
    {
        var left = (await log.LagAsync(group, Ct)).Sum(l => l.Lag);
        var records = new List<LogRecord>();
        await using var consumer = await log.SubscribeAsync(new(group, All, LogStart.Earliest), Ct);
        // Markers of transactions count in the lag; behind the last record nothing comes. A consumer that has just joined may take its time for the first.
        for (var idle = 0; left > 0 && idle < (records.Count > 0 ? 2 : 5);)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            over.CancelAfter(TimeSpan.FromSeconds(2));
            try
            {
                var batch = await consumer.ReadAsync(50, over.Token);
                (idle, left) = (0, left - batch.Records.Count);
                records.AddRange(batch.Records);
                if (acknowledge) await consumer.AcknowledgeAsync(batch, Ct);
            }
            catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
            {
                idle++;
            }
        }

        return ByKey(records);
    }

    private static Dictionary<string, List<string>> ByKey(IEnumerable<LogRecord> records) =>
        records.GroupBy(r => $"{r.Topic}/{r.Header("pk") ?? r.Key}").OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(Text).ToList());

    private static string Text(LogRecord record) => $"{record.Key}={record.Header("n")}{(record.Value is null ? " gone" : "")} {record.AppendedAt:O} {string.Join(',', record.Headers)}";

    public static async Task<IReadOnlyList<LogRecord>> ReadAsync(IEventLog log, LogStart start)
    {
        var all = new List<LogRecord>();
        while (true)
        {
            var page = await log.ReadAsync(new(All, start) { MaxRecords = 137 }, Ct);
            if (page.Records.Count == 0) return all;
            all.AddRange(page.Records);
            start = LogStart.After(page.Next);
        }
    }

    private static async Task<IReadOnlyList<string>> StateAsync(IEventLog log)
    {
        var all = new List<string>();
        await foreach (var entry in log.ScanStateAsync("store", ct: Ct)) all.Add($"{entry.Key}={Encoding.UTF8.GetString(entry.Value.Span)} {entry.PartitionKey}");
        return all;
    }
}
