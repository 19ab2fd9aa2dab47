using System.Buffers;
using Plutora.Integration.EventLog.Embedded.Catalog;
using Plutora.Integration.EventLog.Embedded.Storage;

namespace Plutora.Integration.EventLog.Embedded.Writing;

/// <summary>What items write with inside the writer's transaction: the database, the sequence, and the partitions touched.</summary>
internal sealed class WriteSession(Database database, ReaderGate gate, TimeProvider time, long sequence)
{
    private readonly HashSet<Partition> touched = [];
    private readonly ArrayBufferWriter<byte> headers = new();
    private readonly WalKeeper wal = new(database, gate);
    private long sequence = sequence;
    private long committed = sequence;

    public Database Database => database;

    /// <summary>The sequence of the newest committed record of the whole log.</summary>
    public long Committed => Volatile.Read(ref committed);

    /// <summary>Inserts the entry as the newest of its partition and returns its sequence.</summary>
    public long Insert(Partition partition, LogEntry entry)
    {
        touched.Add(partition);
        headers.ResetWrittenCount();
        HeaderCodec.Write(entry.Headers, headers);
        // No later than the clock: a time to come would keep all behind it from ageing.
        var now = time.GetUtcNow();
        var at = (entry.Time is { } given && given < now ? given : now).ToUnixTimeMilliseconds();
        var insert = database.Prepare(partition.Table.Insert).Bind().Add(++sequence).Add(partition.NextOffset).Add(at).Add(entry.Key);
        insert = headers.WrittenCount == 0 ? insert.Add((string?)null) : insert.AddBlob(headers.WrittenSpan);
        insert.AddBlob(entry.Value).Run();
        partition.NextOffset++;
        partition.PendingSequence = sequence;
        return sequence;
    }

    /// <summary>Sets or, with null, removes a key's state.</summary>
    public void Put(string store, string key, string? partitionKey, ReadOnlyMemory<byte>? value)
    {
        if (value is null)
            database.Prepare("DELETE FROM state WHERE store = ? AND key = ?").Bind().Add(store).Add(key).Run();
        else
            database.Prepare("INSERT INTO state(store, key, partition_key, value) VALUES(?, ?, ?, ?) ON CONFLICT(store, key) DO UPDATE SET partition_key = excluded.partition_key, value = excluded.value")
                .Bind().Add(store).Add(key).Add(partitionKey).AddBlob(value).Run();
    }

    public void Acknowledge(long group, long partition, Groups.Mark mark) =>
        database.Prepare("INSERT INTO acknowledged(grp, partition, seq, offset) VALUES(?, ?, ?, ?) ON CONFLICT(grp, partition) DO UPDATE SET seq = excluded.seq, offset = excluded.offset")
            .Bind().Add(group).Add(partition).Add(mark.Sequence).Add(mark.Offset).Run();

    /// <summary>Stores the sequence reached, before records go by which it could be told at the next start.</summary>
    public void KeepSequence() => database.Prepare("UPDATE meta SET value = ? WHERE name = 'sequence'").Bind().Add(sequence).Run();

    /// <summary>Stores how far a partition and the log have come, before records go by which it could be told at the next start.</summary>
    public void KeepEnds(Partition partition)
    {
        KeepSequence();
        database.Prepare("UPDATE partition SET next_offset = ? WHERE id = ?").Bind().Add(partition.NextOffset).Add(partition.Id).Run();
    }

    public void KeepSwept(Partition partition, long swept) =>
        database.Prepare("UPDATE partition SET swept = ? WHERE id = ?").Bind().Add(swept).Add(partition.Id).Run();

    public void Begin() => database.Prepare("BEGIN IMMEDIATE").Bind().Run();

    public void Commit()
    {
        database.Prepare("COMMIT").Bind().Run();
        // The partitions first: who sees the new sequence must find their records announced.
        foreach (var partition in touched) partition.Publish();
        touched.Clear();
        Volatile.Write(ref committed, sequence);
    }

    /// <summary>What is to be done between transactions.</summary>
    public void Tend() => wal.Tend();

    public void Rollback()
    {
        foreach (var partition in touched) partition.Revert();
        touched.Clear();
        sequence = committed;
        database.Rollback();
    }
}
