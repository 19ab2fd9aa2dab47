using Plutora.Integration.EventLog.Embedded.Catalog;
using Plutora.Integration.EventLog.Embedded.Storage;

namespace Plutora.Integration.EventLog.Embedded.Reading;

/// <summary>Steps through one range, record by record.</summary>
internal sealed class PartitionCursor(Database database, ReadRange range) : IDisposable
{
    private readonly Statement rows = range.Key is null
        ? database.Prepare(range.Partition.Table.Read).Bind().Add(range.After).Add(range.UpTo)
        : database.Prepare(range.Partition.Table.ReadKey).Bind().Add(range.After).Add(range.UpTo).Add(range.Key);

    public Partition Partition => range.Partition;

    public long Sequence { get; private set; }

    public long Offset => rows.Number(1);

    public int Size => rows.Size(5);

    public bool Step()
    {
        if (!rows.Step()) return false;
        Sequence = rows.Number(0);
        return true;
    }

    public LogRecord Record(LogPosition position) => new(Partition.Topic, Partition.Number, Offset, position, rows.Text(3),
        // The cast keeps a tombstone null: a null array would convert to an empty value.
        rows.IsNull(5) ? (ReadOnlyMemory<byte>?)null : rows.Blob(5), HeaderCodec.Read(rows.Span(4)), DateTimeOffset.FromUnixTimeMilliseconds(rows.Number(2)));

    public void Dispose() => rows.Dispose();
}
