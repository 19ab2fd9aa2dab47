using System.Globalization;

namespace Plutora.Integration.EventLog.Embedded.Storage;

/// <summary>
/// The tables of one partition: its records by sequence, and for compaction the newest record of each key among those swept.
/// A table a partition makes every append one at the right edge of a tree, every read and every deletion a run of neighbours, with no index to keep.
/// </summary>
internal sealed class RecordTable(long partition)
{
    private readonly string id = partition.ToString(CultureInfo.InvariantCulture);

    public string Insert { get; } = Sql($"INSERT INTO record_{partition}(seq, offset, time, key, headers, value) VALUES(?, ?, ?, ?, ?, ?)");

    public string Read { get; } = Sql($"SELECT seq, offset, time, key, headers, value FROM record_{partition} WHERE seq > ? AND seq <= ? ORDER BY seq");

    public string ReadKey { get; } = Sql($"SELECT seq, offset, time, key, headers, value FROM record_{partition} WHERE seq > ? AND seq <= ? AND key = ? ORDER BY seq");

    public void Create(Database database)
    {
        database.Execute($"CREATE TABLE record_{id}(seq INTEGER PRIMARY KEY, offset INTEGER NOT NULL, time INTEGER NOT NULL, key TEXT NOT NULL, headers BLOB, value BLOB)");
        database.Execute($"CREATE TABLE newest_{id}(key TEXT PRIMARY KEY, seq INTEGER NOT NULL, grave INTEGER) WITHOUT ROWID");
        database.Execute($"CREATE INDEX grave_{id} ON newest_{id}(grave) WHERE grave IS NOT NULL");
    }

    public void Drop(Database database)
    {
        // Statements prepared on tables that go would stay for nothing.
        database.Forget();
        database.Execute($"DROP TABLE record_{id}");
        database.Execute($"DROP TABLE newest_{id}");
    }

    /// <summary>Sequence and offset of the newest record, if there is one.</summary>
    public (long Sequence, long Offset)? Newest(Database database) => One(database, $"SELECT seq, offset FROM record_{id} ORDER BY seq DESC LIMIT 1");

    /// <summary>The offset of the oldest record, if there is one.</summary>
    public long? StartOffset(Database database) => One(database, $"SELECT seq, offset FROM record_{id} ORDER BY seq LIMIT 1")?.Offset;

    /// <summary>The offset behind the last record up to a sequence; 0 when there is none.</summary>
    public long OffsetBehind(Database database, long sequence)
    {
        using var rows = database.Prepare($"SELECT offset FROM record_{id} WHERE seq <= ? ORDER BY seq DESC LIMIT 1").Bind().Add(sequence);
        return rows.Step() ? rows.Number(0) + 1 : 0;
    }

    /// <summary>The sequence of the record at an offset, if it is there. Both ascend together, so halving finds it without an index.</summary>
    public long? SequenceOf(Database database, long offset)
    {
        if (Newest(database) is not { } newest) return null;
        for (long low = 0, high = newest.Sequence; low < high;)
        {
            var middle = low + ((high - low) / 2);
            using var rows = database.Prepare($"SELECT seq, offset FROM record_{id} WHERE seq > ? ORDER BY seq LIMIT 1").Bind().Add(middle);
            if (!rows.Step() || rows.Number(1) > offset) high = middle;
            else if (rows.Number(1) == offset) return rows.Number(0);
            else low = rows.Number(0);
        }

        return null;
    }

    /// <summary>Deletes all records up to a sequence.</summary>
    public void DeleteThrough(Database database, long sequence) => database.Prepare($"DELETE FROM record_{id} WHERE seq <= ?").Bind().Add(sequence).Run();

    /// <summary>Deletes some of all that is there; false when nothing was.</summary>
    public bool DeleteSome(Database database, int limit)
    {
        database.Prepare($"DELETE FROM record_{id} WHERE seq IN (SELECT seq FROM record_{id} ORDER BY seq LIMIT ?)").Bind().Add(limit).Run();
        if (database.Number("SELECT changes()") > 0) return true;
        database.Prepare($"DELETE FROM newest_{id} WHERE key IN (SELECT key FROM newest_{id} ORDER BY key LIMIT ?)").Bind().Add(limit).Run();
        return database.Number("SELECT changes()") > 0;
    }

    public bool IsEmpty(Database database) => database.Number($"SELECT EXISTS(SELECT 1 FROM record_{id}) OR EXISTS(SELECT 1 FROM newest_{id})") == 0;

    public void Delete(Database database, long sequence) => database.Prepare($"DELETE FROM record_{id} WHERE seq = ?").Bind().Add(sequence).Run();

    /// <summary>Gives a record, if it is still kept, another value.</summary>
    public void Replace(Database database, long sequence, ReadOnlyMemory<byte> value) =>
        database.Prepare($"UPDATE record_{id} SET value = ?2 WHERE seq = ?1").Bind().Add(sequence).AddBlob(value.Span).Run();

    /// <summary>Records behind a sequence with what maintenance decides by; the values stay unread on their pages.</summary>
    public Statement Outline(Database database, long after) =>
        database.Prepare($"SELECT seq, time, key, value IS NULL, length(value) FROM record_{id} WHERE seq > ? ORDER BY seq").Bind().Add(after);

    /// <summary>The sequence swept as the newest of a key.</summary>
    public long? NewestOf(Database database, string key)
    {
        using var rows = database.Prepare($"SELECT seq FROM newest_{id} WHERE key = ?").Bind().Add(key);
        return rows.Step() ? rows.Number(0) : null;
    }

    public void SetNewest(Database database, string key, long sequence, long? grave) =>
        database.Prepare($"INSERT INTO newest_{id}(key, seq, grave) VALUES(?, ?, ?) ON CONFLICT(key) DO UPDATE SET seq = excluded.seq, grave = excluded.grave")
            .Bind().Add(key).Add(sequence).Add(grave).Run();

    public void ForgetNewest(Database database, string key, long sequence) =>
        database.Prepare($"DELETE FROM newest_{id} WHERE key = ? AND seq = ?").Bind().Add(key).Add(sequence).Run();

    /// <summary>Tombstones, newest of their key, of a time up to the one given.</summary>
    public Statement Graves(Database database, long until, int limit) =>
        database.Prepare($"SELECT key, seq FROM newest_{id} WHERE grave <= ? LIMIT ?").Bind().Add(until).Add(limit);

    private static (long Sequence, long Offset)? One(Database database, string sql)
    {
        using var rows = database.Prepare(sql).Bind();
        return rows.Step() ? (rows.Number(0), rows.Number(1)) : null;
    }

    private static string Sql(FormattableString sql) => sql.ToString(CultureInfo.InvariantCulture);
}
