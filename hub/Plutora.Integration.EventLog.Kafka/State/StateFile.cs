using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>The files of a state cache, SQLite's and what was sorted beside it: the newest values as of its last saving, and how far the topic was read then. Written by one thread at a time, read by any through <see cref="Readers"/>.</summary>
internal sealed class StateFile : IDisposable
{
    private const long Version = 2;

    // Of rows that have some 2 KB a page of 4 KB holds too few, and each page written is a call of the system's. A file keeps what it was made with.
    private const int PageSize = 16 * 1024;

    private const string Tables = $"""
        CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE checkpoint(partition INTEGER PRIMARY KEY, offset INTEGER NOT NULL);
        CREATE TABLE state(store TEXT NOT NULL, key TEXT NOT NULL, partition_key TEXT, value BLOB, offset INTEGER NOT NULL);
        CREATE UNIQUE INDEX state_key ON state(store, key);
        {SortedState.Table}
        """;

    // What a build has made, and what it takes on disk meanwhile.
    private const string SortedSuffix = "-sorted";
    private const string BuildSuffix = "-build";

    private readonly TimeProvider time;
    private readonly ProcessLock processLock;
    private readonly Database writer;

    private StateFile(string path, string identity, TimeProvider time, ProcessLock processLock)
    {
        (Path, this.time, this.processLock, Readers) = (path, time, processLock, new(path));
        Database.Touch(path);
        writer = Database.Open(path, "busy_timeout = 5000", $"page_size = {PageSize}");
        writer.UseWriteAheadLog(path);
        writer.Execute("PRAGMA cache_size = -32768");
        if (writer.Number($"PRAGMA user_version") != Version)
        {
            writer.InTransaction(() =>
            {
                writer.Execute(Tables);
                writer.Prepare("INSERT INTO meta VALUES('identity', ?), ('whole', 0), ('saved', 0), ('sorted', 0)").Bind().Add(identity).Run();
                writer.Execute($"PRAGMA user_version = {Version}");
            });
        }

        IsWhole = writer.Number("SELECT value FROM meta WHERE name = 'whole'") == 1;
        if (IsWhole && Sorted(writer) > 0) Readers.Sorted = new(PlacedFile.Open(path + SortedSuffix));
        writer.Execute(IsWhole ? "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0" : "PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 16384");
    }

    public string Path { get; }

    /// <summary>Connections that read it.</summary>
    public StateReaders Readers { get; }

    /// <summary>Whether it had been read up to the log's end once; until then a crash throws it away.</summary>
    public bool IsWhole { get; private set; }

    /// <inheritdoc cref="StateCache.Open"/>
    public static StateFile Open(string folder, string identity, TimeSpan maxAge, TimeProvider time, ILogger logger)
    {
        Directory.CreateDirectory(folder);
        var path = System.IO.Path.Combine(folder, "state.db");
        var processLock = ProcessLock.Take(path);
        try
        {
            if (File.Exists(path) && Unfit(path, identity, time.GetUtcNow() - maxAge) is { } reason)
            {
                logger.CacheDropped(folder, reason);
                foreach (var file in new[] { path, path + "-wal", path + "-shm", path + "-journal", path + SortedSuffix, path + BuildSuffix }) File.Delete(file);
            }

            return new(path, identity, time, processLock);
        }
        catch
        {
            processLock.Dispose();
            throw;
        }
    }

    /// <summary>How far the topic was read.</summary>
    public Dictionary<int, long> Reached()
    {
        var reached = new Dictionary<int, long>();
        using var rows = writer.Prepare("SELECT partition, offset FROM checkpoint").Bind();
        while (rows.Step()) reached[(int)rows.Number(0)] = rows.Number(1);
        return reached;
    }

    /// <inheritdoc cref="StateCache.Build"/>
    public StateBuild Build(int memory)
    {
        var sorted = PlacedFile.Make(Path + SortedSuffix, temporary: false);
        Readers.Sorted = new(sorted);
        return new(writer, sorted, Path + BuildSuffix, memory);
    }

    /// <summary>Takes what was built. Until <see cref="Complete"/> a crash throws it away.</summary>
    public void Take(StateBuild build)
    {
        build.Finish();
        writer.Execute("PRAGMA wal_autocheckpoint = 0");
        writer.Prepare("UPDATE meta SET value = ? WHERE name = 'sorted'").Bind().Add(Readers.Sorted?.Length).Run();
    }

    /// <summary>Writes changes, and how far the topic was read, in one transaction. Readers see it once they are moved.</summary>
    public void Write(StateSaving saving) => writer.InTransaction(() =>
    {
        foreach (var change in saving.Changes) Put(change, keepTombstone: change.Offset >= saving.Reached.GetValueOrDefault(change.Partition));
        foreach (var (partition, offset) in saving.Reached)
            writer.Prepare("INSERT INTO checkpoint VALUES(?, ?) ON CONFLICT(partition) DO UPDATE SET offset = excluded.offset").Bind().Add(partition).Add(offset).Run();
        writer.Prepare("UPDATE meta SET value = ? WHERE name = 'saved'").Bind().Add(time.GetUtcNow().ToUnixTimeMilliseconds()).Run();
    });

    /// <summary>Moves what was written from SQLite's log to the file, as far as no reader looks at it.</summary>
    public void Checkpoint() => writer.Number("PRAGMA wal_checkpoint(PASSIVE)");

    /// <summary>Flushes most of the files by a connection of its own, so that nobody waits for the disk meanwhile.</summary>
    public void FlushBeside()
    {
        Readers.Sorted?.Flush();
        using var beside = Database.Open(Path, "busy_timeout = 5000", "synchronous = FULL");
        beside.Number("PRAGMA wal_checkpoint(PASSIVE)");
    }

    /// <summary>Marks the file as read to the log's end, once it is on the disk: from here on a crash leaves it usable.</summary>
    /// <param name="save">Writes something: it is what makes the checkpoint write, and flush, the file.</param>
    /// <returns>Whether it is; it is not while somebody still looks at the file as it was.</returns>
    public bool Complete(Action save)
    {
        writer.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");
        save();
        Readers.Sorted?.Flush();
        using (var moved = writer.Prepare("PRAGMA wal_checkpoint(PASSIVE)").Bind())
            if (!moved.Step() || moved.Number(0) != 0 || moved.Number(1) != moved.Number(2)) return false;
        writer.InTransaction(() => writer.Execute("UPDATE meta SET value = 1 WHERE name = 'whole'"));
        writer.Execute("PRAGMA synchronous = NORMAL");
        return IsWhole = true;
    }

    public void Dispose()
    {
        writer.Dispose();
        Readers.Sorted?.Dispose();
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
            if (Sorted(database) is > 0 and var sorted && (!File.Exists(path + SortedSuffix) || new FileInfo(path + SortedSuffix).Length != sorted)) return "what was sorted is not there whole";
            return database.Number("SELECT value FROM meta WHERE name = 'saved'") < oldest.ToUnixTimeMilliseconds() ? "it is too old" : null;
        }
        catch (LogException broken)
        {
            return broken.Message;
        }
    }

    // How many bytes it has.
    private static long Sorted(Database database) => database.Number("SELECT value FROM meta WHERE name = 'sorted'") ?? 0;

    private void Put(in KeptChange change, bool keepTombstone)
    {
        // What was sorted does not change: a key in it is removed by a row that says so.
        if (change.IsRemoved && !keepTombstone && Readers.Sorted?.Holds(writer, change.StoreAndKey.Span) != true)
        {
            writer.Prepare("DELETE FROM state WHERE store = ? AND key = ? AND offset <= ?").Bind().AddText(change.Store).AddText(change.Key).Add(change.Offset).Run();
            return;
        }

        var row = writer.Prepare("""
            INSERT INTO state(store, key, partition_key, value, offset) VALUES(?, ?, ?, ?, ?)
            ON CONFLICT(store, key) DO UPDATE SET partition_key = excluded.partition_key, value = excluded.value, offset = excluded.offset WHERE excluded.offset > offset
            """).Bind().AddText(change.Store).AddText(change.Key);
        row = change.HasPartitionKey ? row.AddText(change.PartitionKey) : row.AddText(null);
        row = change.IsRemoved ? row.AddBlob((ReadOnlyMemory<byte>?)null) : row.AddBlob(change.Value);
        row.Add(change.Offset).Run();
    }
}
