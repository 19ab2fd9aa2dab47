using Microsoft.Extensions.Logging;
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
    // So much each of a build's lanes sorts at a time.
    private const int BuildBytes = 16 * 1024 * 1024;
    private const long MaxBytes = 16 * 1024 * 1024;
    private const int MaxChanges = 50_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    // Guards what is in memory, the other the file's writer, which is taken first.
    private readonly Lock gate = new();
    private readonly Lock writing = new();
    private readonly StateFile file;
    private readonly UnsavedState unsaved;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private long savedAt;
    private volatile bool closed;

    private StateCache(StateFile file, TimeProvider time, ILogger logger) =>
        (this.file, unsaved, this.time, this.logger, savedAt) = (file, new(file.Reached()), time, logger, time.GetTimestamp());

    /// <inheritdoc cref="StateFile.IsWhole"/>
    public bool IsWhole => file.IsWhole;

    /// <summary>Ends when what was built lies on the disk.</summary>
    public Task Flushed { get; private set; } = Task.CompletedTask;

    /// <summary>Opens the file of this log, or makes it anew when it is another log's, another format's, unfinished or too old.</summary>
    /// <param name="folder">The folder; made when missing.</param>
    /// <param name="identity">What the log and its state topic are known by.</param>
    /// <param name="maxAge">After so long tombstones may be gone from the topic, unseen by the file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told when the file is thrown away.</param>
    public static StateCache Open(string folder, string identity, TimeSpan maxAge, TimeProvider time, ILogger logger)
    {
        var file = StateFile.Open(folder, identity, maxAge, time, logger);
        try
        {
            return new(file, time, logger);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Begins to fill the file, which is empty, with what the topic holds. Nobody reads or writes the cache until it is taken.</summary>
    /// <param name="memory">So many bytes of keys and short values each of its lanes sorts in memory.</param>
    public StateBuild Build(int memory = BuildBytes) => file.Build(memory);

    /// <summary>Takes what was built, as read up to these offsets. It can be used at once; until it lies safely on the disk, which <see cref="Flushed"/> waits for, a crash throws it away.</summary>
    public void Take(StateBuild build, IEnumerable<KeyValuePair<int, long>> reached)
    {
        lock (writing)
        {
            file.Take(build);
            lock (gate) unsaved.Reach(reached);
            Save();
        }

        Flushed = Task.Run(FlushAsync);
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

    /// <summary>Writes to the file what is in memory alone, when it is much or has been there for long.</summary>
    public void SaveWhenDue()
    {
        bool due;
        lock (gate) due = unsaved.IsAny && (unsaved.Bytes > MaxBytes || unsaved.Count > MaxChanges || time.GetElapsedTime(savedAt) > Longest);
        if (due) Save();
    }

    /// <inheritdoc cref="StateFile.Complete"/>
    public bool Complete()
    {
        lock (writing) return IsWhole || closed ? IsWhole : file.Complete(Save);
    }

    public ReadOnlyMemory<byte>? Get(StateKey key)
    {
        long saved;
        lock (gate)
        {
            ThrowIfClosed();
            if (unsaved.TryGet(key, out var change)) return change.CopiedValue();
            saved = file.Readers.Saved;
        }

        return file.Readers.Use(saved, key, StateQueries.Value);
    }

    /// <summary>Entries from a key on, so many that a page stays small.</summary>
    public StatePage Page(string store, string prefix, string? afterKey)
    {
        while (true)
        {
            List<StateChange> changes;
            string? upTo;
            long saved;
            lock (gate)
            {
                changes = unsaved.From(store, prefix, afterKey, out upTo);
                saved = file.Readers.Saved;
            }

            var page = file.Readers.Use(saved, reader => StateQueries.Page(reader, store, prefix, afterKey, changes, upTo));
            if (page.Entries.Count > 0 || page.IsLast) return page;
            afterKey = upTo;
        }
    }

    /// <summary>The entry of the greatest key up to this one, or null.</summary>
    public StateEntry? Last(string store, string atMost)
    {
        List<StateChange> changes;
        long saved;
        lock (gate)
        {
            changes = unsaved.UpTo(store, atMost);
            saved = file.Readers.Saved;
        }

        return file.Readers.Use(saved, reader => StateQueries.Last(reader, store, atMost, changes));
    }

    /// <inheritdoc cref="StateQueries.Stores"/>
    public IReadOnlyList<string> Stores()
    {
        Save();
        return file.Readers.Use(file.Readers.Saved, StateQueries.Stores);
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
        try
        {
            // An unfinished file is thrown away anyway.
            if (IsWhole) Save();
        }
        catch (LogException failed)
        {
            logger.CacheUnsaved(file.Path, failed);
        }

        lock (gate) closed = true;
        file.Readers.Dispose();
        lock (writing) file.Dispose();
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(closed, typeof(KafkaEventLog));

    private async Task FlushAsync()
    {
        try
        {
            file.FlushBeside();
            while (!closed && !Complete()) await Task.Delay(Retry, time).ConfigureAwait(false);
        }
        catch (LogException failed)
        {
            logger.CacheUnsaved(file.Path, failed);
        }
        catch (ObjectDisposedException)
        {
            // The log has ended; the next start reads it again.
        }
    }

    /// <summary>Writes to the file what is in memory alone, and how far the topic was read.</summary>
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
                file.Write(saving);
            }
            catch
            {
                lock (gate) unsaved.Unsaved();
                throw;
            }

            lock (gate)
            {
                unsaved.Saved();
                file.Readers.Move();
            }

            if (IsWhole) file.Checkpoint();
        }
    }
}
