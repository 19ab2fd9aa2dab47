using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog.Embedded.Writing;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>
/// The state topic's newest values, readable by key: files that hold them up to where each partition was read, and before them, in memory, what came since they were saved.
/// It is a cache: what does not fit the log is thrown away and read again.
/// </summary>
/// <remarks>
/// Memory grows by some bytes a key alone, which tell where it may lie. The checkpoint is kept with the values, so that a restart reads only what is new, and after a crash what was not kept.
/// </remarks>
internal sealed class StateCache : IDisposable
{
    private const long MaxBytes = 16 * 1024 * 1024;
    private const int MaxChanges = 50_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // Guards what is in memory, the other what saves it, which is taken first.
    private readonly Lock gate = new();
    private readonly Lock writing = new();
    private readonly StateFiles files;
    private readonly StateUpkeep? upkeep;
    private readonly UnsavedState unsaved;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private long savedAt;
    private volatile bool closed;

    private StateCache(StateFiles files, TimeSpan? pause, TimeProvider time, ILogger logger)
    {
        (this.files, unsaved, this.time, this.logger, savedAt) = (files, new(files.Reached()), time, logger, time.GetTimestamp());
        if (pause is { } between) upkeep = new(files, between, logger);
    }

    /// <inheritdoc cref="StateFiles.IsWhole"/>
    public bool IsWhole => files.IsWhole;

    /// <inheritdoc cref="Open(string, string, TimeSpan, StateSizes, TimeSpan?, TimeProvider, ILogger)"/>
    public static StateCache Open(string folder, string identity, TimeSpan maxAge, TimeProvider time, ILogger logger) => Open(folder, identity, maxAge, new(), Pause, time, logger);

    /// <summary>Opens the files of this log, or makes them anew when they are another log's, another format's, unfinished, not as they were written, or too old.</summary>
    /// <param name="folder">The folder; made when missing.</param>
    /// <param name="identity">What the log and its state topic are known by.</param>
    /// <param name="maxAge">After so long tombstones may be gone from the topic, unseen by the files.</param>
    /// <param name="sizes">How large what it keeps may become.</param>
    /// <param name="pause">So long it waits after a saving before it merges and records; null when that is done by hand.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told when the files are thrown away.</param>
    internal static StateCache Open(string folder, string identity, TimeSpan maxAge, StateSizes sizes, TimeSpan? pause, TimeProvider time, ILogger logger) =>
        new(StateFiles.Open(folder, identity, maxAge, sizes, time, logger), pause, time, logger);

    /// <summary>Begins to fill the files, which hold nothing, with what the topic holds. Nobody reads or writes the cache until it is taken.</summary>
    /// <param name="memory">So many bytes of keys and short values each of its lanes sorts in memory, where not as many as is usual.</param>
    public StateBuild Build(int? memory = null) => files.Build(memory);

    /// <summary>Takes what was built, as read up to these offsets. It can be used at once; until it lies safely on the disk a crash throws it away.</summary>
    public void Take(StateBuild build, IEnumerable<KeyValuePair<int, long>> reached)
    {
        lock (writing)
        {
            files.Take(build);
            lock (gate) unsaved.Reach(reached);
            Save();
        }
    }

    /// <summary>The offset that the next record of a partition to be read has.</summary>
    public long Checkpoint(int partition)
    {
        lock (gate) return unsaved.Reached(partition);
    }

    /// <summary>Takes what was read from the topic, and how far it was read.</summary>
    public void Read(IReadOnlyList<StateChange> changes, IEnumerable<KeyValuePair<int, long>> reached)
    {
        lock (gate)
        {
            ThrowIfClosed();
            unsaved.Read(changes, reached);
        }
    }

    /// <summary>
    /// Takes what this process has committed, ahead of its reading. A removed key stays marked until the reading has passed it, so that an older value does not raise it.
    /// </summary>
    public void Committed(IEnumerable<StateChange> changes)
    {
        bool far;
        lock (gate)
        {
            ThrowIfClosed();
            unsaved.Committed(changes);
            far = unsaved.Bytes > 4 * MaxBytes || unsaved.Count > 4 * MaxChanges;
        }

        if (far) Save();
    }

    /// <summary>Whether the record at an offset, which the reading has come to, is one that this process has committed and knows.</summary>
    public bool IsKnown(int partition, long offset)
    {
        lock (gate) return unsaved.IsKnown(partition, offset);
    }

    /// <summary>Adds the stores in which this process has committed something since they were taken last.</summary>
    public void TakeCommittedStores(ISet<string> stores)
    {
        lock (gate) unsaved.TakeCommittedStores(stores);
    }

    /// <summary>Writes to files what is in memory alone, when it is much or has been there for long.</summary>
    public void SaveWhenDue()
    {
        bool due;
        lock (gate) due = unsaved.IsAny && (unsaved.Bytes > MaxBytes || unsaved.Count > MaxChanges || time.GetElapsedTime(savedAt) > Longest);
        if (due) Save();
    }

    /// <inheritdoc cref="StateFiles.Merge"/>
    public bool Merge() => files.Merge(CancellationToken.None);

    /// <inheritdoc cref="StateFiles.Record"/>
    public void Record() => files.Record();

    public ReadOnlyMemory<byte>? Get(StateKey key)
    {
        RunSet saved;
        lock (gate)
        {
            ThrowIfClosed();
            if (unsaved.TryGet(key, out var change)) return change.CopiedValue();
            saved = files.Use();
        }

        using (saved) return saved.Value(key) is { } value ? value : (ReadOnlyMemory<byte>?)null;
    }

    /// <summary>Whether there may be entries whose keys begin with a prefix: where it has the whole first part of a key and nothing else has that, it mostly says no without a look at what is stored.</summary>
    public bool MayHold(string store, string prefix)
    {
        if (!KeyFilter.TryHashFirst(store, prefix, out var first)) return true;
        lock (gate)
        {
            ThrowIfClosed();
            return unsaved.MayHoldFirst(first) || files.MayHold(first);
        }
    }

    /// <summary>Entries from a key on, so many that a page stays small.</summary>
    public StatePage Page(string store, string prefix, string? afterKey)
    {
        while (true)
        {
            List<StateChange> changes;
            string? upTo;
            RunSet saved;
            lock (gate)
            {
                ThrowIfClosed();
                changes = unsaved.From(store, prefix, afterKey, out upTo);
                saved = files.Use();
            }

            using (saved)
            {
                var page = StateQueries.Page(saved, store, prefix, afterKey, changes, upTo);
                if (page.Entries.Count > 0 || page.IsLast) return page;
            }

            afterKey = upTo;
        }
    }

    /// <summary>The entry of the greatest key up to this one, or null.</summary>
    public StateEntry? Last(string store, string atMost)
    {
        List<StateChange> changes;
        RunSet saved;
        lock (gate)
        {
            ThrowIfClosed();
            changes = unsaved.UpTo(store, atMost);
            saved = files.Use();
        }

        using (saved) return StateQueries.Last(saved, store, atMost, changes);
    }

    /// <inheritdoc cref="StateQueries.Stores"/>
    public IReadOnlyList<string> Stores()
    {
        Save();
        RunSet saved;
        lock (gate)
        {
            ThrowIfClosed();
            saved = files.Use();
        }

        using (saved) return StateQueries.Stores(saved);
    }

    /// <summary>All entries of a store that is known to be small.</summary>
    public List<StateEntry> All(string store)
    {
        var all = new List<StateEntry>();
        for (string? after = null; ; after = all[^1].Key)
        {
            var page = Page(store, "", after);
            all.AddRange(page.Entries);
            if (page.IsLast) return all;
        }
    }

    public void Dispose()
    {
        if (closed) return;
        upkeep?.Dispose();
        try
        {
            // What is unfinished is thrown away anyway.
            if (IsWhole)
            {
                Save();
                Record();
            }
        }
        catch (LogException failed)
        {
            logger.CacheUnsaved(files.Path, failed);
        }

        lock (writing)
            lock (gate)
                closed = true;
        files.Dispose();
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(closed, typeof(KafkaEventLog));

    /// <summary>Writes to files what is in memory alone, and how far the topic was read.</summary>
    private void Save()
    {
        lock (writing)
        {
            StateSaving saving;
            lock (gate)
            {
                ThrowIfClosed();
                saving = unsaved.BeginSaving();
                savedAt = time.GetTimestamp();
            }

            try
            {
                files.Write(saving);
            }
            catch
            {
                lock (gate) unsaved.Unsaved();
                throw;
            }

            lock (gate)
            {
                unsaved.Saved();
                files.Take(saving);
            }
        }

        upkeep?.Pulse();
    }
}
