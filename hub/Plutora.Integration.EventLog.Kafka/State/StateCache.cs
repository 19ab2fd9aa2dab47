using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Embedded.Writing;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>
/// The state topic's newest values, readable by key: an SQLite file that holds how far it has read each partition. It is a cache: what does not fit the log is thrown away and read again.
/// </summary>
/// <remarks>Memory stays bounded whatever the state's size, since SQLite pages it in; the checkpoint commits with the values, so that a restart reads only what is new.</remarks>
internal sealed class StateCache : IDisposable
{
    private const long Version = 1;
    private const string Tables = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE checkpoint(partition INTEGER PRIMARY KEY, offset INTEGER NOT NULL);
        CREATE TABLE state(store TEXT NOT NULL, key TEXT NOT NULL, partition_key TEXT, value BLOB, offset INTEGER NOT NULL, PRIMARY KEY(store, key));
        """;

    private readonly Lock gate = new();
    private readonly ConcurrentBag<Database> idle = [];
    private readonly ProcessLock processLock;
    private readonly string path;
    private readonly TimeProvider time;
    private readonly Database writer;
    private volatile bool closed;

    private StateCache(string path, string identity, TimeProvider time, ProcessLock processLock)
    {
        (this.path, this.time, this.processLock) = (path, time, processLock);
        Database.Touch(path);
        writer = Database.Open(path, "busy_timeout = 5000");
        writer.UseWriteAheadLog(path);
        writer.Execute("PRAGMA cache_size = -32768");
        if (writer.Number($"PRAGMA user_version") == Version) return;
        writer.InTransaction(() =>
        {
            writer.Execute(Tables);
            writer.Prepare("INSERT INTO meta VALUES('identity', ?), ('whole', 0), ('saved', 0)").Bind().Add(identity).Run();
            writer.Execute($"PRAGMA user_version = {Version}");
        });
    }

    /// <summary>Whether the file had been read up to the log's end once; until then a crash throws it away.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Opens the file of this log, or makes it anew when it is another log's, another format's, unfinished or too old.</summary>
    /// <param name="folder">The folder; made when missing.</param>
    /// <param name="identity">What the log and its state topic are known by.</param>
    /// <param name="maxAge">After so long tombstones may be gone from the topic, unseen by the file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told when the file is thrown away.</param>
    public static StateCache Open(string folder, string identity, TimeSpan maxAge, TimeProvider time, ILogger logger)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "state.db");
        var processLock = ProcessLock.Take(path);
        try
        {
            if (File.Exists(path) && Unfit(path, identity, time.GetUtcNow() - maxAge) is { } reason)
            {
                logger.CacheDropped(folder, reason);
                foreach (var file in new[] { path, path + "-wal", path + "-shm" }) File.Delete(file);
            }

            var cache = new StateCache(path, identity, time, processLock);
            cache.IsWhole = cache.writer.Number("SELECT value FROM meta WHERE name = 'whole'") == 1;
            cache.writer.Execute(cache.IsWhole ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 16384");
            return cache;
        }
        catch
        {
            processLock.Dispose();
            throw;
        }
    }

    /// <summary>The offset that the next record of a partition to be read has.</summary>
    public long Checkpoint(int partition)
    {
        lock (gate)
        {
            using var rows = writer.Prepare("SELECT offset FROM checkpoint WHERE partition = ?").Bind().Add(partition);
            return rows.Step() ? rows.Number(0) : 0;
        }
    }

    /// <summary>Takes what was read from the topic, and how far it was read.</summary>
    public void Read(IReadOnlyList<StateChange> changes, IEnumerable<KeyValuePair<int, long>> reached) => Write(() =>
    {
        foreach (var change in changes) Put(change, keepTombstone: false);
        foreach (var (partition, offset) in reached)
            writer.Prepare("INSERT INTO checkpoint VALUES(?, ?) ON CONFLICT(partition) DO UPDATE SET offset = excluded.offset").Bind().Add(partition).Add(offset).Run();
        writer.Prepare("UPDATE meta SET value = ? WHERE name = 'saved'").Bind().Add(time.GetUtcNow().ToUnixTimeMilliseconds()).Run();
    });

    /// <summary>Takes what this process has committed, ahead of its reading. A removed key stays marked until the reading has passed it, so that an older value does not raise it.</summary>
    public void Committed(IReadOnlyList<StateChange> changes) => Write(() =>
    {
        foreach (var change in changes) Put(change, keepTombstone: true);
    });

    /// <summary>Marks the file as read to the log's end: from here on a crash leaves it usable.</summary>
    public void Complete()
    {
        if (IsWhole) return;
        lock (gate)
        {
            writer.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000");
            writer.Number("PRAGMA wal_checkpoint(TRUNCATE)");
            writer.InTransaction(() => writer.Execute("UPDATE meta SET value = 1 WHERE name = 'whole'"));
            writer.Execute("PRAGMA synchronous = NORMAL");
            IsWhole = true;
        }
    }

    public ReadOnlyMemory<byte>? Get(StateKey key) => Use(reader =>
    {
        using var rows = reader.Prepare("SELECT value FROM state WHERE store = ? AND key = ? AND value IS NOT NULL").Bind().Add(key.Store).Add(key.Key);
        return rows.Step() ? rows.Blob(0) : (ReadOnlyMemory<byte>?)null;
    });

    /// <summary>Entries from a key on, so many that a page stays small.</summary>
    public List<StateEntry> Page(string store, string prefix, string? afterKey) => Use(reader =>
    {
        const int maxEntries = 256;
        const long maxBytes = 1024 * 1024;
        var page = new List<StateEntry>();
        long bytes = 0;
        using var rows = reader.Prepare("SELECT key, value, partition_key FROM state WHERE store = ? AND key >= ? AND (?3 IS NULL OR key > ?3) AND value IS NOT NULL ORDER BY key")
            .Bind().Add(store).Add(prefix).Add(afterKey);
        while (page.Count < maxEntries && bytes < maxBytes && rows.Step())
        {
            var key = rows.Text(0);
            if (!key.StartsWith(prefix, StringComparison.Ordinal)) break;
            page.Add(new(key, rows.Blob(1), rows.TextOrNull(2)));
            bytes += rows.Size(1);
        }

        return page;
    });

    /// <summary>The entry of the greatest key up to this one, or null.</summary>
    public StateEntry? Last(string store, string atMost) => Use(reader =>
    {
        using var rows = reader.Prepare("SELECT key, value, partition_key FROM state WHERE store = ? AND key <= ? AND value IS NOT NULL ORDER BY key DESC LIMIT 1").Bind().Add(store).Add(atMost);
        return rows.Step() ? new StateEntry(rows.Text(0), rows.Blob(1), rows.TextOrNull(2)) : null;
    });

    /// <summary>Names of the stores that hold something, in ordinal order, but for the log's own.</summary>
    public IReadOnlyList<string> Stores() => Use(reader =>
    {
        var stores = new List<string>();
        using var rows = reader.Prepare("SELECT DISTINCT store FROM state WHERE value IS NOT NULL AND substr(store, 1, 1) <> '$' ORDER BY store").Bind();
        while (rows.Step()) stores.Add(rows.Text(0));
        return stores;
    });

    /// <summary>All entries of a store that is known to be small.</summary>
    public List<StateEntry> All(string store)
    {
        var all = new List<StateEntry>();
        for (string? after = null; Page(store, "", after) is { Count: > 0 } page; after = page[^1].Key) all.AddRange(page);
        return all;
    }

    public void Dispose()
    {
        closed = true;
        lock (gate) writer.Dispose();
        while (idle.TryTake(out var reader)) reader.Dispose();
        processLock.Dispose();
    }

    private static string? Unfit(string path, string identity, DateTimeOffset oldest)
    {
        try
        {
            using var database = Database.Open(path, "query_only = ON", "busy_timeout = 5000");
            if (database.Number("PRAGMA user_version") is var version && version != Version) return $"its format is {version}, this hub's is {Version}";
            using (var rows = database.Prepare("SELECT value FROM meta WHERE name = 'identity'").Bind())
                if (!rows.Step() || rows.Text(0) != identity) return "it is of another log";
            if (database.Number("SELECT value FROM meta WHERE name = 'whole'") != 1) return "it was not read to the end";
            return database.Number("SELECT value FROM meta WHERE name = 'saved'") < oldest.ToUnixTimeMilliseconds() ? "it is too old" : null;
        }
        catch (LogException broken)
        {
            return broken.Message;
        }
    }

    private void Put(StateChange change, bool keepTombstone)
    {
        if (change.Value.Value is null && !keepTombstone)
        {
            writer.Prepare("DELETE FROM state WHERE store = ? AND key = ? AND offset <= ?").Bind().Add(change.Key.Store).Add(change.Key.Key).Add(change.Offset).Run();
            return;
        }

        writer.Prepare("""
            INSERT INTO state(store, key, partition_key, value, offset) VALUES(?, ?, ?, ?, ?)
            ON CONFLICT(store, key) DO UPDATE SET partition_key = excluded.partition_key, value = excluded.value, offset = excluded.offset WHERE excluded.offset > offset
            """).Bind().Add(change.Key.Store).Add(change.Key.Key).Add(change.Value.PartitionKey).AddBlob(change.Value.Value).Add(change.Offset).Run();
    }

    private void Write(Action work)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(KafkaEventLog));
            writer.InTransaction(work);
        }
    }

    private T Use<T>(Func<Database, T> query)
    {
        ObjectDisposedException.ThrowIf(closed, typeof(KafkaEventLog));
        if (!idle.TryTake(out var reader)) reader = Database.Open(path, "query_only = ON", "busy_timeout = 5000");
        try
        {
            return query(reader);
        }
        finally
        {
            if (closed) reader.Dispose();
            else idle.Add(reader);
        }
    }
}
