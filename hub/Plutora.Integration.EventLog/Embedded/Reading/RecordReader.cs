using System.Collections.Concurrent;
using Plutora.Integration.EventLog.Embedded.Catalog;
using Plutora.Integration.EventLog.Embedded.Groups;
using Plutora.Integration.EventLog.Embedded.Storage;

namespace Plutora.Integration.EventLog.Embedded.Reading;

/// <summary>A stretch of a partition: behind one sequence, up to and with another; of one key alone when it is given.</summary>
internal readonly record struct ReadRange(Partition Partition, long After, long UpTo, string? Key = null);

/// <summary>Records in the order of their sequence, and by partition id how far each was read.</summary>
/// <param name="Records">The records.</param>
/// <param name="Reached">How far each partition was read that gave a record.</param>
/// <param name="Complete">Whether all ranges were read to their end.</param>
/// <param name="LastSequence">The sequence of the last record; 0 when there is none.</param>
internal sealed record RecordPage(IReadOnlyList<LogRecord> Records, IReadOnlyDictionary<long, Mark> Reached, bool Complete, long LastSequence);

/// <summary>Reads committed records on connections of its own, beside the writer. A query must read a page and end: what it holds open holds up the write-ahead log.</summary>
internal sealed class RecordReader(Func<Database> open, ReaderGate gate, PositionCodec positions) : IDisposable
{
    private readonly ConcurrentBag<Database> idle = [];
    private bool disposed;

    /// <summary>Merges the ranges by sequence, up to the bounds given; the statements step row by row, so memory holds the page and no more.</summary>
    public RecordPage Read(IReadOnlyList<ReadRange> ranges, int maxRecords, int maxBytes) => Use(database =>
    {
        var records = new List<LogRecord>();
        var reached = new Dictionary<long, Mark>();
        var heads = new PriorityQueue<PartitionCursor, long>();
        long bytes = 0, last = 0;
        try
        {
            foreach (var range in ranges) Advance(new(database, range), heads);
            while (heads.Count > 0 && records.Count < maxRecords)
            {
                var cursor = heads.Peek();
                bytes += cursor.Size;
                if (bytes > maxBytes && records.Count > 0) break;
                heads.Dequeue();
                last = cursor.Sequence;
                records.Add(cursor.Record(positions.Write(last)));
                reached[cursor.Partition.Id] = new(last, cursor.Offset + 1);
                Advance(cursor, heads);
            }
        }
        finally
        {
            foreach (var (cursor, _) in heads.UnorderedItems) cursor.Dispose();
        }

        return new RecordPage(records, reached, heads.Count == 0, last);
    });

    /// <summary>Runs a query on an idle connection, or on a new one when all are busy.</summary>
    public T Use<T>(Func<Database, T> query) => gate.Read(() =>
    {
        ObjectDisposedException.ThrowIf(disposed, typeof(EmbeddedEventLog));
        if (!idle.TryTake(out var database)) database = open();
        try
        {
            return query(database);
        }
        finally
        {
            idle.Add(database);
        }
    });

    /// <summary>Closes the connections. Called at a moment without readers.</summary>
    public void Dispose()
    {
        disposed = true;
        while (idle.TryTake(out var database)) database.Dispose();
    }

    private static void Advance(PartitionCursor cursor, PriorityQueue<PartitionCursor, long> heads)
    {
        if (cursor.Step()) heads.Enqueue(cursor, cursor.Sequence);
        else cursor.Dispose();
    }
}
