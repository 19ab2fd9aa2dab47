using Plutora.Integration.EventLog.Embedded.Catalog;
using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded.Whole;

/// <summary>Changes kept records in place, page by page, and clears the file of what it held before.</summary>
internal sealed class Rewriter(EmbeddedEventLog log, ReaderGate gate, Func<LogRecord, RecordRewrite> rewrite)
{
    public async Task<RewriteOutcome> RunAsync(TopicFilter topics, CancellationToken ct)
    {
        long examined = 0, replaced = 0, removed = 0;
        var end = log.Committed;
        for (var from = LogStart.Earliest; ;)
        {
            var page = await log.ReadAsync(new(topics, from), ct);
            if (page.Records.Count == 0) break;
            var changes = new List<Change>();
            foreach (var record in page.Records)
            {
                examined++;
                if (rewrite(record) is var wanted and not RecordRewrite.Kept)
                    changes.Add(new(log.Catalog.Find(record.Topic).Partitions[record.Partition], log.Positions.Resolve(LogStart.After(record.Position), long.MaxValue), record.Key, (wanted as RecordRewrite.Replaced)?.Value));
            }

            replaced += changes.Count(change => change.Value is not null);
            removed += changes.Count(change => change.Value is null);
            if (changes.Count > 0) await log.Writer.WriteAsync(new SoleItem<bool>(session => Write(session, changes)) { Cancellation = ct });
            if (log.Positions.Resolve(LogStart.After(page.Next), long.MaxValue) >= end) break;
            from = LogStart.After(page.Next);
        }

        await log.Writer.WriteAsync(new ClearItem(gate) { Cancellation = ct });
        return new(examined, replaced, removed, GoneBy: null);
    }

    private bool Write(WriteSession session, IEnumerable<Change> changes)
    {
        // Deleted since the page was read: nothing is left to change there.
        foreach (var (partition, sequence, key, value) in changes.Where(change => log.Catalog.Topics.TryGetValue(change.Partition.Topic, out var topic) && topic.Partitions.Contains(change.Partition)))
        {
            if (value is { } bytes)
            {
                partition.Table.Replace(session.Database, sequence, bytes);
                continue;
            }

            session.KeepEnds(partition);
            partition.Table.Delete(session.Database, sequence);
            partition.Table.ForgetNewest(session.Database, key, sequence);
        }

        return true;
    }

    private sealed record Change(Partition Partition, long Sequence, string Key, ReadOnlyMemory<byte>? Value);
}

/// <summary>
/// Writes the file anew and empties the write-ahead log. SQLite's <c>secure_delete</c> clears what is deleted, not the copies that moving cells between pages leaves behind,
/// so nothing less would do.
/// </summary>
internal sealed class ClearItem(ReaderGate gate) : WriteItem<bool>
{
    /// <summary>A file is not written anew within a transaction.</summary>
    public override bool InMemory => true;

    public override void Write(WriteSession session)
    {
        var database = session.Database;
        database.Execute("VACUUM");
        database.Number("PRAGMA wal_checkpoint(PASSIVE)");
        gate.WithoutReaders(() =>
        {
            if (database.Number("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
                throw new LogException(LogError.StorageFailed, "The event log's write-ahead log could not be emptied, since something reads the file. Close what has it open, such as a database browser, and try again.");
        });
        Result = true;
    }
}
