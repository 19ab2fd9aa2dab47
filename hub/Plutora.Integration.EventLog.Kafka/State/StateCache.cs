using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Embedded.Writing;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>
/// The state topic's newest values, readable by key: an SQLite file that holds how far it has read each partition, and before it, in memory, what came since it was saved.
/// It is a cache: what does not fit the log is thrown away and read again.
/// </summary>
/// <remarks>
/// Memory stays bounded whatever the state's size, since SQLite pages it in. The checkpoint is saved with the values, so that a restart reads only what is new, and after a crash what was not saved.
/// </remarks>
internal sealed class StateCache : IDisposable
{
    private const long Version = 1;

    /// <summary>Makes the order of the state's table, and holds that a key is there once.</summary>
    public const string Index = "CREATE UNIQUE INDEX state_key ON state(store, key)";

    private const string Tables = $"""
        CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE checkpoint(partition INTEGER PRIMARY KEY, offset INTEGER NOT NULL);
        CREATE TABLE state(store TEXT NOT NULL, key TEXT NOT NULL, partition_key TEXT, value BLOB, offset INTEGER NOT NULL);
        {Index};
        """;

    // What a build may take on disk and in memory beside the file.
    private const string BuildSuffix = "-build";
    private const int MaxBuildKeys = 1_000_000;
    private const int MaxEntries = 256;
    private const long MaxBytes = 16 * 1024 * 1024;
    private const int MaxChanges = 20_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    // Guards what is in memory, the other the file's writer, which is taken first.
    private readonly Lock gate = new();
    private readonly Lock writing = new();
    private readonly Dictionary<int, long> reached = [];
    private readonly Dictionary<(int Partition, long Offset), StateKey> own = [];
    private readonly Dictionary<StateKey, Ahead> ahead = [];
    private readonly List<StateKey> passed = [];
    private readonly ProcessLock processLock;
    private readonly string path;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Database writer;
    private readonly StateReaders readers;
    private RecentState recent = new();
    private RecentState saving = new();
    private bool isUnsaved;
    private long savedAt;
    private volatile bool closed;

    private StateCache(string path, string identity, TimeProvider time, ILogger logger, ProcessLock processLock)
    {
        (this.path, this.time, this.logger, this.processLock, savedAt, readers) = (path, time, logger, processLock, time.GetTimestamp(), new(path));
        Database.Touch(path);
        writer = Database.Open(path, "busy_timeout = 5000");
        writer.UseWriteAheadLog(path);
        writer.Execute("PRAGMA cache_size = -32768");
        if (writer.Number($"PRAGMA user_version") == Version)
        {
            using var rows = writer.Prepare("SELECT partition, offset FROM checkpoint").Bind();
            while (rows.Step()) reached[(int)rows.Number(0)] = rows.Number(1);
            return;
        }

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
                foreach (var file in new[] { path, path + "-wal", path + "-shm", path + "-journal", path + BuildSuffix }) File.Delete(file);
            }

            var cache = new StateCache(path, identity, time, logger, processLock);
            cache.IsWhole = cache.writer.Number("SELECT value FROM meta WHERE name = 'whole'") == 1;
            cache.writer.Execute(cache.IsWhole ? "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0" : "PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 16384");
            return cache;
        }
        catch
        {
            processLock.Dispose();
            throw;
        }
    }

    /// <summary>Begins to fill the file, which is empty, with what the topic holds. Nobody reads or writes the cache until it is taken.</summary>
    /// <param name="maxInMemory">Of so many records it looks in memory for those that have the same key.</param>
    public StateBuild Build(int maxInMemory = MaxBuildKeys) => new(writer, path + BuildSuffix, maxInMemory);

    /// <summary>Takes what was built, as read up to these offsets. It can be used at once; until it lies safely on the disk, which <see cref="Flushed"/> waits for, a crash throws it away.</summary>
    public void Take(StateBuild build, IEnumerable<KeyValuePair<int, long>> reached)
    {
        build.Finish();
        lock (writing)
        {
            writer.UseWriteAheadLog(path);
            writer.Execute("PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0");
            lock (gate)
            {
                foreach (var (partition, offset) in reached) this.reached[partition] = offset;
                isUnsaved = true;
            }

            Save();
        }

        Flushed = Task.Run(FlushAsync);
    }

    /// <summary>Ends when what was built lies on the disk.</summary>
    public Task Flushed { get; private set; } = Task.CompletedTask;

    /// <summary>The offset that the next record of a partition to be read has.</summary>
    public long Checkpoint(int partition)
    {
        lock (gate) return reached.GetValueOrDefault(partition);
    }

    /// <summary>Takes what was read from the topic, and how far it was read.</summary>
    public void Read(IReadOnlyList<StateChange> changes, IEnumerable<KeyValuePair<int, long>> reached)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(KafkaEventLog));
            foreach (var change in changes)
                if (!IsOvertaken(change)) recent.Put(change);
            foreach (var (partition, offset) in reached) this.reached[partition] = offset;
            foreach (var key in passed)
                if (ahead.TryGetValue(key, out var saved) && saved.Offset < this.reached.GetValueOrDefault(saved.Partition)) Pass(key, saved);
            passed.Clear();
            isUnsaved = true;
        }
    }

    /// <summary>
    /// Takes what this process has committed, ahead of its reading. A removed key stays marked until the reading has passed it, so that an older value does not raise it.
    /// </summary>
    public void Committed(IReadOnlyList<StateChange> changes)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(KafkaEventLog));
            foreach (var change in changes)
            {
                // The reading was here already, and may have found what came behind it.
                if (change.Offset < reached.GetValueOrDefault(change.Partition)) continue;
                own[(change.Partition, change.Offset)] = change.Key;
                if (!IsOvertaken(change)) recent.Put(change);
            }

            isUnsaved = true;
        }

        if (IsFar) Save();
    }

    /// <summary>Whether the record at an offset, which the reading has come to, is one that this process has committed and knows; it is asked once.</summary>
    public bool IsKnown(int partition, long offset, [NotNullWhen(true)] out string? store)
    {
        lock (gate)
        {
            store = null;
            if (!own.Remove((partition, offset), out var key)) return false;
            store = key.Store;
            if (ahead.TryGetValue(key, out var saved) && saved.Offset == offset) passed.Add(key);
            return true;
        }
    }

    /// <summary>Writes to the file what is in memory alone, when it is much or has been there for long.</summary>
    public void SaveWhenDue()
    {
        bool due;
        lock (gate) due = isUnsaved && (recent.Bytes > MaxBytes || recent.Count > MaxChanges || time.GetElapsedTime(savedAt) > Longest);
        if (due) Save();
    }

    /// <summary>Marks the file as read to the log's end, once it is on the disk: from here on a crash leaves it usable.</summary>
    /// <returns>Whether it is; it is not while somebody still looks at the file as it was.</returns>
    public bool Complete()
    {
        lock (writing)
        {
            if (IsWhole || closed) return IsWhole;
            writer.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");
            // What it saves is what makes the checkpoint write, and flush, the file.
            Save();
            using (var moved = writer.Prepare("PRAGMA wal_checkpoint(PASSIVE)").Bind())
                if (!moved.Step() || moved.Number(0) != 0 || moved.Number(1) != moved.Number(2)) return false;
            writer.InTransaction(() => writer.Execute("UPDATE meta SET value = 1 WHERE name = 'whole'"));
            writer.Execute("PRAGMA synchronous = NORMAL");
            return IsWhole = true;
        }
    }

    public ReadOnlyMemory<byte>? Get(StateKey key)
    {
        long saved;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(KafkaEventLog));
            if (recent.TryGet(key, out var change) || saving.TryGet(key, out change)) return change.Value.Value;
            saved = readers.Saved;
        }

        return readers.Use(saved, reader =>
        {
            using var rows = reader.Prepare("SELECT value FROM state WHERE store = ? AND key = ? AND value IS NOT NULL").Bind().Add(key.Store).Add(key.Key);
            return rows.Step() ? rows.Blob(0) : (ReadOnlyMemory<byte>?)null;
        });
    }

    /// <summary>Entries from a key on, so many that a page stays small.</summary>
    public List<StateEntry> Page(string store, string prefix, string? afterKey)
    {
        while (true)
        {
            List<StateChange> changes;
            string? upTo;
            long saved;
            lock (gate)
            {
                changes = Changes(store, prefix, afterKey, out upTo);
                saved = readers.Saved;
            }

            var page = readers.Use(saved, reader => Merged(reader, store, prefix, afterKey, changes, upTo));
            if (page.Count > 0 || upTo is null) return page;
            afterKey = upTo;
        }
    }

    /// <summary>The entry of the greatest key up to this one, or null.</summary>
    public StateEntry? Last(string store, string atMost)
    {
        StateChange? newest = null;
        long saved;
        HashSet<string> changed;
        lock (gate)
        {
            var all = recent.DownFrom(store, atMost).Concat(saving.DownFrom(store, atMost).Where(change => !recent.TryGet(change.Key, out _))).ToList();
            changed = [.. all.Select(change => change.Key.Key)];
            foreach (var change in all.Where(change => change.Value.Value is not null && (newest is null || Utf8Order.Instance.Compare(change.Key.Key, newest.Value.Key.Key) > 0))) newest = change;
            saved = readers.Saved;
        }

        return readers.Use(saved, reader =>
        {
            using var rows = reader.Prepare("SELECT key, value, partition_key FROM state WHERE store = ? AND key <= ? AND value IS NOT NULL ORDER BY key DESC").Bind().Add(store).Add(atMost);
            while (rows.Step())
            {
                var key = rows.Text(0);
                if (newest is { } before && Utf8Order.Instance.Compare(key, before.Key.Key) < 0) break;
                if (!changed.Contains(key)) return new StateEntry(key, rows.Blob(1), rows.TextOrNull(2));
            }

            return newest is { } found ? Entry(found) : (StateEntry?)null;
        });
    }

    /// <summary>Names of the stores that hold something, in ordinal order, but for the log's own.</summary>
    public IReadOnlyList<string> Stores()
    {
        Save();
        return readers.Use(readers.Saved, reader =>
        {
            var stores = new List<string>();
            using var rows = reader.Prepare("SELECT DISTINCT store FROM state WHERE value IS NOT NULL AND substr(store, 1, 1) <> '$' ORDER BY store").Bind();
            while (rows.Step()) stores.Add(rows.Text(0));
            return stores;
        });
    }

    /// <summary>All entries of a store that is known to be small.</summary>
    public List<StateEntry> All(string store)
    {
        var all = new List<StateEntry>();
        for (string? after = null; Page(store, "", after) is { Count: > 0 } page; after = page[^1].Key) all.AddRange(page);
        return all;
    }

    public void Dispose()
    {
        if (closed) return;
        try
        {
            // An unfinished file is thrown away anyway.
            if (IsWhole) Save();
        }
        catch (LogException unsaved)
        {
            logger.CacheUnsaved(path, unsaved);
        }

        lock (gate) closed = true;
        readers.Dispose();
        lock (writing) writer.Dispose();
        processLock.Dispose();
    }

    private bool IsFar
    {
        get { lock (gate) return recent.Bytes > 4 * MaxBytes || recent.Count > 4 * MaxChanges; }
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

    private async Task FlushAsync()
    {
        try
        {
            // By a connection of its own first, so that nobody waits for the disk meanwhile.
            using (var beside = Database.Open(path, "busy_timeout = 5000", "synchronous = FULL")) beside.Number("PRAGMA wal_checkpoint(PASSIVE)");
            while (!closed && !Complete()) await Task.Delay(Retry, time).ConfigureAwait(false);
        }
        catch (LogException unsaved)
        {
            logger.CacheUnsaved(path, unsaved);
        }
        catch (ObjectDisposedException)
        {
            // The log has ended; the next start reads it again.
        }
    }

    // Whether this process has committed a later change of the key that the reading is still to come to.
    private bool IsOvertaken(StateChange change) =>
        (recent.TryGet(change.Key, out var known) && known.Offset > change.Offset) || (ahead.Count > 0 && ahead.TryGetValue(change.Key, out var saved) && saved.Offset > change.Offset)
        || (saving.TryGet(change.Key, out known) && known.Offset > change.Offset);

    /// <summary>What is in memory alone of the keys behind one, in order.</summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="afterKey">The key, or null.</param>
    /// <param name="upTo">The key up to which it is whole; null when it is to the end.</param>
    private List<StateChange> Changes(string store, string prefix, string? afterKey, out string? upTo)
    {
        upTo = null;
        var newer = recent.From(store, prefix, afterKey).Take(MaxEntries).ToList();
        var older = saving.Count == 0 ? [] : saving.From(store, prefix, afterKey).Take(MaxEntries).ToList();
        foreach (var cut in new[] { newer, older }.Where(changes => changes.Count == MaxEntries))
            if (upTo is null || Utf8Order.Instance.Compare(cut[^1].Key.Key, upTo) < 0) upTo = cut[^1].Key.Key;
        if (older.Count == 0) return newer;
        var merged = new SortedDictionary<string, StateChange>(Utf8Order.Instance);
        foreach (var change in older.Concat(newer)) merged[change.Key.Key] = change;
        var end = upTo;
        return [.. merged.Values.Where(change => end is null || Utf8Order.Instance.Compare(change.Key.Key, end) <= 0)];
    }

    private static List<StateEntry> Merged(Database reader, string store, string prefix, string? afterKey, List<StateChange> changes, string? upTo)
    {
        const long maxBytes = 1024 * 1024;
        var page = new List<StateEntry>();
        long bytes = 0;
        using var rows = reader.Prepare("SELECT key, value, partition_key FROM state WHERE store = ? AND key >= ? AND (?3 IS NULL OR key > ?3) AND value IS NOT NULL ORDER BY key")
            .Bind().Add(store).Add(prefix).Add(afterKey);
        var (stored, at) = (Next(), 0);
        while (page.Count < MaxEntries && bytes < maxBytes)
        {
            var change = at < changes.Count ? changes[at].Key.Key : null;
            var order = stored is null ? 1 : change is null ? -1 : Utf8Order.Instance.Compare(stored, change);
            if (order < 0)
            {
                page.Add(new(stored!, rows.Blob(1), rows.TextOrNull(2)));
                bytes += rows.Size(1);
                stored = Next();
            }
            else if (change is not null)
            {
                if (changes[at].Value.Value is { } value)
                {
                    page.Add(Entry(changes[at]));
                    bytes += value.Length;
                }

                at++;
                if (order == 0) stored = Next();
            }
            else break;
        }

        return page;

        string? Next() => rows.Step() && rows.Text(0) is var key && key.StartsWith(prefix, StringComparison.Ordinal) && (upTo is null || Utf8Order.Instance.Compare(key, upTo) <= 0) ? key : null;
    }

    private static StateEntry Entry(StateChange change) => new(change.Key.Key, change.Value.Value!.Value, change.Value.PartitionKey);

    /// <summary>Writes to the file what is in memory alone, and how far the topic was read, in one transaction.</summary>
    private void Save()
    {
        lock (writing)
        {
            Dictionary<int, long> places;
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(closed, typeof(KafkaEventLog));
                // Compaction may have taken what the reading would have come to.
                foreach (var passed in own.Keys.Where(place => place.Offset < reached.GetValueOrDefault(place.Partition)).ToList()) own.Remove(passed);
                foreach (var (key, saved) in ahead.Where(each => each.Value.Offset < reached.GetValueOrDefault(each.Value.Partition)).ToList()) Pass(key, saved);
                foreach (var change in recent.All.Where(change => change.Offset >= reached.GetValueOrDefault(change.Partition))) ahead[change.Key] = new(change.Partition, change.Offset, change.Value.Value is null);
                places = new(reached);
                (recent, saving) = (saving, recent);
                (isUnsaved, savedAt) = (false, time.GetTimestamp());
            }

            try
            {
                writer.InTransaction(() =>
                {
                    foreach (var change in saving.All) Put(change, keepTombstone: change.Offset >= places.GetValueOrDefault(change.Partition));
                    foreach (var (partition, offset) in places)
                        writer.Prepare("INSERT INTO checkpoint VALUES(?, ?) ON CONFLICT(partition) DO UPDATE SET offset = excluded.offset").Bind().Add(partition).Add(offset).Run();
                    writer.Prepare("UPDATE meta SET value = ? WHERE name = 'saved'").Bind().Add(time.GetUtcNow().ToUnixTimeMilliseconds()).Run();
                });
            }
            catch
            {
                // It is tried again with what comes meanwhile.
                lock (gate)
                {
                    foreach (var change in saving.All)
                        if (!recent.TryGet(change.Key, out _)) recent.Put(change);
                    saving.Clear();
                    isUnsaved = true;
                }

                throw;
            }

            lock (gate)
            {
                saving.Clear();
                readers.Move();
            }

            if (IsWhole) writer.Number("PRAGMA wal_checkpoint(PASSIVE)");
        }
    }

    // The reading has come to what was saved ahead of it: a mark that kept an older value from raising the key has done its work.
    private void Pass(StateKey key, Ahead saved)
    {
        ahead.Remove(key);
        if (saved.IsRemoved && !recent.TryGet(key, out _)) recent.Put(new(key, new(null, null), saved.Partition, saved.Offset));
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

    /// <summary>Of a key that was saved ahead of the reading: where its change stands in the topic, and whether it removed it.</summary>
    private readonly record struct Ahead(int Partition, long Offset, bool IsRemoved);
}
