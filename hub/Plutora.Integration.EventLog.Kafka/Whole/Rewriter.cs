using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.Topics;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.Whole;

/// <summary>
/// Appends other values behind those that must not be kept, and has the brokers take the former ones as soon as the topics' settings allow. Kafka changes nothing in place:
/// what the newest record of a key says is replaced, what earlier ones say goes by compaction or age.
/// </summary>
internal sealed class Rewriter(KafkaCluster kafka, Catalog catalog, PageReader pages, EndWatch ends, KafkaWriter writer, SegmentRoller roller, Func<LogRecord, RecordRewrite> rewrite)
{
    private const int MostRecords = 500;
    private const int MostBytes = 4 * 1024 * 1024;

    public async Task<RewriteOutcome> RunAsync(TopicFilter topics, CancellationToken ct)
    {
        long examined = 0, replaced = 0, removed = 0;
        var now = kafka.Options.Time.GetUtcNow();
        // The log's own state is compacted too, and may hold what its owner has overwritten before this call.
        var goneBy = now + TopicConfigs.TakenWithin(LogMeta.StateRetention)!.Value;
        await roller.RollAsync(kafka.Names.State, token => writer.TouchStateAsync(token), ct).ConfigureAwait(false);
        foreach (var topic in catalog.Matching(topics).GroupBy(partition => partition.Topic).ToList())
        {
            var affected = new List<(CatalogPartition Partition, long End, Dictionary<string, Newest> Keys)>();
            foreach (var partition in topic)
            {
                var end = (await ends.AskAsync(ct).ConfigureAwait(false)).GetValueOrDefault(partition.Kafka);
                var keys = await FindAsync(partition, end, () => examined++, ct).ConfigureAwait(false);
                if (keys.Count > 0) affected.Add((partition, end, keys));
            }

            if (affected.Count == 0) continue;
            foreach (var (partition, end, keys) in affected)
            {
                var (other, gone) = await WriteAsync(partition, end, keys, ct).ConfigureAwait(false);
                (replaced, removed) = (replaced + other, removed + gone);
            }

            var retention = topic.Key.Definition.Retention;
            if (retention.Compaction is not null)
                await roller.RollAsync(kafka.Names.Topic(topic.Key.Definition.Name), token => TouchAsync(topic.Key.Definition, [.. affected.Select(each => each.Partition.Number)], token), ct).ConfigureAwait(false);
            goneBy = TopicConfigs.TakenWithin(retention) is { } within ? Later(goneBy, now + within) : DateTimeOffset.MaxValue;
        }

        return new(examined, replaced, removed, goneBy);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    /// <summary>Keys of which any record is to change, with the newest record of each.</summary>
    private async Task<Dictionary<string, Newest>> FindAsync(CatalogPartition partition, long end, Action examined, CancellationToken ct)
    {
        var keys = new Dictionary<string, Newest>(StringComparer.Ordinal);
        await foreach (var record in ReadAsync(partition, end, ct).ConfigureAwait(false))
        {
            examined();
            var wanted = rewrite(record) is not RecordRewrite.Kept;
            if (wanted || keys.ContainsKey(record.Key)) keys[record.Key] = new(record.Offset, wanted);
        }

        return keys;
    }

    private async Task<(long Replaced, long Removed)> WriteAsync(CatalogPartition partition, long end, Dictionary<string, Newest> keys, CancellationToken ct)
    {
        long replaced = 0, removed = 0;
        // Which key the records were written with is not kept.
        var place = Partitioner.KeysOf(partition.Topic.Definition.Partitions)[partition.Number];
        var batch = new List<LogEntry>();
        long bytes = 0;
        await foreach (var record in ReadAsync(partition, end, ct).ConfigureAwait(false))
        {
            if (!keys.TryGetValue(record.Key, out var newest) || newest != new Newest(record.Offset, true)) continue;
            var wanted = rewrite(record);
            var other = wanted as RecordRewrite.Replaced;
            (replaced, removed) = other is null ? (replaced, removed + 1) : (replaced + 1, removed);
            var headers = other is null || other.Appended.Count == 0 ? record.Headers : [.. record.Headers.Where(h => other.Appended.All(a => a.Key != h.Key)), .. other.Appended];
            // By age it goes when the record would have gone in whose place it stands.
            batch.Add(new(record.Topic, record.Key, other?.Value, headers) { PartitionKey = place, Time = record.AppendedAt });
            bytes += other?.Value.Length ?? 0;
            if (batch.Count == MostRecords || bytes >= MostBytes) await FlushAsync().ConfigureAwait(false);
        }

        await FlushAsync().ConfigureAwait(false);
        return (replaced, removed);

        async Task FlushAsync()
        {
            if (batch.Count == 0) return;
            await writer.AppendAsync(batch, ct).ConfigureAwait(false);
            (batch, bytes) = ([], 0);
        }
    }

    private async IAsyncEnumerable<LogRecord> ReadAsync(CatalogPartition partition, long end, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var from = LogStart.Earliest; ;)
        {
            var page = await pages.ReadAsync(new(TopicFilter.Exact(partition.Topic.Definition.Name), from) { Partition = partition.Number }, ct).ConfigureAwait(false);
            foreach (var record in page.Records.TakeWhile(record => record.Offset < end)) yield return record;
            if (page.Records.Count == 0 || page.Records[^1].Offset >= end - 1) yield break;
            from = LogStart.After(page.Next);
        }
    }

    private async Task TouchAsync(TopicDefinition topic, IReadOnlyList<int> partitions, CancellationToken ct)
    {
        var places = Partitioner.KeysOf(topic.Partitions);
        await writer.AppendAsync([.. partitions.Select(number => new LogEntry(topic.Name, SegmentRoller.Key, (byte[]?)null) { PartitionKey = places[number] })], ct).ConfigureAwait(false);
    }

    private readonly record struct Newest(long Offset, bool Wanted);
}
