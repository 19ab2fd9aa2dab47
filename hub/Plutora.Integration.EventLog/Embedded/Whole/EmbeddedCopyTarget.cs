using Plutora.Integration.EventLog.Copying;

namespace Plutora.Integration.EventLog.Embedded.Whole;

/// <summary>A file that becomes the copy of an embedded log.</summary>
internal sealed class EmbeddedCopyTarget(string file, TimeProvider time) : ICopyTarget
{
    private EmbeddedEventLog? _log;

    public IEventLog Log => Open();

    public string Place => EmbeddedCopySource.PlaceOf(file);

    public string? Engine => null;

    public async Task<CopyStanding> LookAsync(string source, IReadOnlyCollection<TopicDefinition> topics, CancellationToken ct)
    {
        if (!File.Exists(file)) return CopyStanding.Nothing;
        var log = Open();
        if (log.Mark(LogMarks.Unfinished) is { } unfinished)
            return unfinished == source ? CopyStanding.Unfinished : throw new LogException(LogError.Invalid, $"{Place} is an unfinished copy of another log ('{unfinished}'); it was left as it is. Name another file.");
        if (log.Mark(LogMarks.CopiedFrom) == source) return CopyStanding.Complete;
        return (await log.TopicsAsync(ct).ConfigureAwait(false)).Count == 0 && log.Stores().Count == 0 && !log.Groups.All.Any()
            ? CopyStanding.Nothing
            : throw new LogException(LogError.Invalid, $"{Place} is an event log that holds something, and no unfinished copy of this one; it was left as it is. Name another file.");
    }

    public async Task BeginAsync(ICopySource source, CancellationToken ct)
    {
        var log = Open();
        if (log.Mark(LogMarks.Unfinished) is null && log.Mark(LogMarks.CopiedFrom) is null) await log.MarkAsync(ct, (LogMarks.Unfinished, source.Log.Name)).ConfigureAwait(false);
    }

    public async Task CommitAsync(CopyBatch batch, CancellationToken ct)
    {
        var log = Open();
        await using var transaction = await log.BeginAsync("log.copy", ct).ConfigureAwait(false);
        foreach (var record in batch.Records) transaction.Append(record.Entry);
        if (batch.Records.Count > 0)
        {
            // Nothing else writes to the copy: its records stand one after the other.
            var sequences = batch.Records.Select(record => record.Ordinal).ToList();
            transaction.PutState(SequenceMap.Store, SequenceMap.Key(sequences[0]), SequenceMap.Write(log.Committed, sequences));
        }

        foreach (var entry in batch.State) transaction.PutState(entry.Store, entry.Key, entry.Value, entry.PartitionKey);
        transaction.PutState(CopyPlace.KeptIn, CopyPlace.KeptAs, batch.Place.Write());
        await transaction.CommitAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Order is kept and nothing is maintained meanwhile, so the k-th of a partition's records in one log is the k-th in the other.</summary>
    public async Task<OffsetMap> MapAsync(ICopySource source, TopicDefinition topic, Func<LogRecord, int> partitionOf, CancellationToken ct)
    {
        var log = Open();
        var map = new OffsetMap(topic.Name, topic.Partitions);
        var copied = new TopicReader(log, topic.Name, log.Catalog.Find(topic.Name).Partitions.Length);
        for (var start = LogStart.Earliest; ;)
        {
            var page = await source.Log.ReadAsync(new(TopicFilter.Exact(topic.Name), start) { MaxRecords = 1_000 }, ct).ConfigureAwait(false);
            if (page.Records.Count == 0) return map;
            foreach (var record in page.Records)
            {
                var twin = await copied.NextAsync(partitionOf(record), ct).ConfigureAwait(false);
                if (twin?.Key != record.Key) throw new LogException(LogError.StorageFailed, $"The copy of '{topic.Name}' does not hold what the source does (partition {record.Partition}, offset {record.Offset}). Give it up with --abandon, and copy again.");
                map.Add(record.Partition, record.Offset, twin.Offset);
            }

            start = LogStart.After(page.Next);
        }
    }

    public Task PutGroupAsync(CopyGroup group, IReadOnlyDictionary<TopicPartition, long> next, CancellationToken ct) =>
        group.Filter is { } filter ? Open().Groups.PlaceAsync(group.Name, filter, next, ct) : Task.CompletedTask;

    public Task FinishAsync(ICopySource source, CancellationToken ct) => Open().MarkAsync(ct, (LogMarks.Unfinished, null), (LogMarks.CopiedFrom, source.Log.Name));

    public Task DropAsync(string source, CancellationToken ct)
    {
        foreach (var part in (string[])["", "-wal", "-shm"]) File.Delete(file + part);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _log?.DisposeAsync() ?? default;

    private EmbeddedEventLog Open() => _log ??= EmbeddedEventLog.Open(new(file) { Time = time, ForCopy = true });

    /// <summary>Reads a topic partition by partition, a page of each at a time.</summary>
    private sealed class TopicReader(EmbeddedEventLog log, string topic, int partitions)
    {
        private readonly (IReadOnlyList<LogRecord> Page, int At, LogStart Next)[] _read = [.. Enumerable.Range(0, partitions).Select(_ => ((IReadOnlyList<LogRecord>)[], 0, LogStart.Earliest))];

        public async ValueTask<LogRecord?> NextAsync(int partition, CancellationToken ct)
        {
            var (page, at, next) = _read[partition];
            if (at == page.Count)
            {
                var read = await log.ReadAsync(new(TopicFilter.Exact(topic), next) { Partition = partition, MaxRecords = 500 }, ct).ConfigureAwait(false);
                (page, at, next) = (read.Records, 0, LogStart.After(read.Next));
            }

            _read[partition] = (page, at + 1, next);
            return at < page.Count ? page[at] : null;
        }
    }
}
