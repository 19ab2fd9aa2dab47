using System.Runtime.CompilerServices;
using Plutora.Integration.EventLog.Copying;
using Plutora.Integration.EventLog.Embedded.Catalog;
using Plutora.Integration.EventLog.Embedded.Groups;
using Plutora.Integration.EventLog.Embedded.Maintenance;
using Plutora.Integration.EventLog.Embedded.Reading;
using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Embedded.Whole;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded;

/// <summary>The embedded event log: one SQLite file in WAL mode with <c>synchronous=FULL</c>, one process, one writer, readers that never wait for it.</summary>
public sealed class EmbeddedEventLog : IEventLog, ILogBackup, ILogRewriter, ILogHealth
{
    private readonly EmbeddedLogOptions options;
    private readonly ProcessLock processLock;
    private readonly Database database;
    private readonly WriteSession session;
    private readonly TopicStore topics;
    private readonly ReaderGate gate = new();
    private readonly Producers producers = new();
    // A backup reads one moment of the file for as long as it takes; the file cannot be cleared meanwhile.
    private readonly SemaphoreSlim whole = new(1, 1);
    private volatile TopicCatalog catalog;
    private int closed;

    private EmbeddedEventLog(EmbeddedLogOptions options, ProcessLock processLock, Database database)
    {
        (this.options, this.processLock, this.database) = (options, processLock, database);
        using (var name = database.Prepare("SELECT value FROM meta WHERE name = 'name'").Bind())
        {
            name.Step();
            Name = name.Text(0);
        }

        var deleted = DropStep.DropEmpty(database);
        catalog = TopicStore.Load(database);
        Positions = new(Name, LogMarks.Read(database, LogMarks.CopiedFrom), Translated);
        Groups = new(this);
        Groups.Load(database);
        topics = new(this);
        Reader = new(() => Database.Open(options.Path, "query_only = ON", "busy_timeout = 5000"), gate, Positions);
        var kept = database.Number("SELECT value FROM meta WHERE name = 'sequence'") ?? 0;
        session = new(database, gate, options.Time, catalog.Topics.Values.SelectMany(topic => topic.Partitions).Select(partition => partition.LastSequence).Append(kept).Max());
        Writer = new(session, Signal, options.Time, options.Logger);
        Maintainer = new(this, options.ForCopy ? options with { MaintenanceInterval = TimeSpan.FromDays(1) } : options, deleted);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string? Trouble => Writer.Trouble;

    /// <inheritdoc/>
    public void Ending()
    {
        // A disk answers at once, one way or the other.
    }

    internal TopicCatalog Catalog => catalog;

    internal GroupRegistry Groups { get; }

    internal PositionCodec Positions { get; }

    internal RecordReader Reader { get; }

    internal LogWriter Writer { get; }

    internal Maintainer Maintainer { get; }

    internal CommitSignal Signal { get; } = new();

    internal long Committed => session.Committed;

    /// <summary>Opens the log, and makes or migrates its file first when it must.</summary>
    /// <exception cref="LogException"><see cref="LogError.InUse"/>, <see cref="LogError.FormatUnknown"/>, <see cref="LogError.StorageFailed"/>, <see cref="LogError.StorageFull"/>.</exception>
    public static EmbeddedEventLog Open(EmbeddedLogOptions options)
    {
        options.Check();
        options = options with { Path = Path.GetFullPath(options.Path) };
        var processLock = ProcessLock.Take(options.Path);
        Database? database = null;
        try
        {
            Database.Touch(options.Path);
            database = Database.Open(options.Path, "busy_timeout = 5000");
            Schema.Check(database, options.Path);
            database.UseWriteAheadLog(options.Path);
            Schema.Ensure(database);
            if (!options.ForCopy) LogMarks.Check(database, options.Path);
            if (options.MaxFileBytes is { } bytes) database.LimitTo(bytes);
            return new(options, processLock, database);
        }
        catch
        {
            database?.Dispose();
            processLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<TopicInfo> EnsureTopicAsync(TopicDefinition topic, CancellationToken ct = default) => await topics.EnsureAsync(topic, ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TopicInfo>> TopicsAsync(CancellationToken ct = default) => new([.. catalog.Topics.Values.Select(topics.Info)]);

    /// <inheritdoc/>
    public async ValueTask<TopicInfo> UpdateRetentionAsync(string topic, TopicRetention retention, CancellationToken ct = default) => await topics.UpdateAsync(topic, retention, ct);

    /// <inheritdoc/>
    public async ValueTask DeleteTopicAsync(string topic, CancellationToken ct = default) => await topics.DeleteAsync(topic, ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogPosition>> AppendAsync(IReadOnlyList<LogEntry> batch, CancellationToken ct = default)
    {
        try
        {
            CheckEntries(batch);
        }
        catch (LogException refused)
        {
            return ValueTask.FromException<IReadOnlyList<LogPosition>>(refused);
        }

        return batch.Count == 0 ? new([]) : new(Writer.WriteAsync(new CommitItem(this, batch) { Cancellation = ct }));
    }

    /// <inheritdoc/>
    public async ValueTask<LogPage> ReadAsync(LogReadRequest request, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxRecords, 1);
        foreach (var name in request.Topics.Names) catalog.Find(name);
        var after = Positions.Resolve(request.From, Committed);
        using var wait = new CancellationTokenSource(request.MaxWait ?? Timeout.InfiniteTimeSpan, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, wait.Token);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            ThrowIfClosed();
            var changed = Signal.Next;
            // The bound before the catalog: a topic that is not in the catalog yet has no record up to the bound.
            var upTo = Committed;
            var ranges = catalog.Matching(request.Topics)
                .Where(partition => partition.LastSequence > after && (request.Partition ?? partition.Number) == partition.Number)
                .Select(partition => new ReadRange(partition, after, upTo, request.Key)).ToList();
            var page = ranges.Count == 0 ? null : Reader.Read(ranges, request.MaxRecords, request.MaxBytes);
            if (page is { Records.Count: > 0 })
                return new(page.Records, Positions.Write(page.Complete ? upTo : page.LastSequence));
            after = upTo;
            if (request.MaxWait is null || wait.IsCancellationRequested) return new([], Positions.Write(upTo));
            await ((Task)changed.WaitAsync(either.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public ValueTask<LogRecord?> FindAsync(TopicPartition partition, long offset, CancellationToken ct = default)
    {
        var place = catalog.Find(partition.Topic).Partitions.FirstOrDefault(each => each.Number == partition.Partition);
        var upTo = Committed;
        return new(place is null || Reader.Use(reader => place.Table.SequenceOf(reader, offset)) is not { } sequence || sequence > upTo
            ? null
            : Reader.Read([new(place, sequence - 1, sequence)], 1, int.MaxValue).Records is [var record] ? record : null);
    }

    /// <inheritdoc/>
    public async ValueTask<ILogConsumer> SubscribeAsync(LogSubscription subscription, CancellationToken ct = default) => await Groups.JoinAsync(subscription, ct);

    /// <inheritdoc/>
    public async ValueTask<ILogTransaction> BeginAsync(string transactionalId, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(transactionalId);
        return new EmbeddedTransaction(this, await producers.TakeAsync(transactionalId, ct), null);
    }

    /// <inheritdoc/>
    public ValueTask<ILogTransaction> BeginAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new(new EmbeddedTransaction(this, null, null));
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetStateAsync(string store, string key, CancellationToken ct = default) => new(Reader.Use(reader =>
    {
        using var rows = reader.Prepare("SELECT value FROM state WHERE store = ? AND key = ?").Bind().Add(store).Add(key);
        return rows.Step() ? rows.Blob(0) : (ReadOnlyMemory<byte>?)null;
    }));

    /// <inheritdoc/>
    public async IAsyncEnumerable<StateEntry> ScanStateAsync(string store, string keyPrefix = "", string? afterKey = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await Task.CompletedTask;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var page = Reader.Use(reader => StatePage.Read(reader, store, keyPrefix, afterKey));
            foreach (var entry in page) yield return entry;
            if (page.Count == 0) yield break;
            afterKey = page[^1].Key;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<GroupLag>> LagAsync(string? group = null, CancellationToken ct = default) => new(Groups.Lag(group));

    /// <inheritdoc/>
    public async ValueTask ResetGroupAsync(string group, TopicFilter topics, LogStart start, CancellationToken ct = default) => await Groups.ResetAsync(group, topics, start, ct);

    /// <inheritdoc/>
    /// <remarks>The file is then written anew, so that no freed page holds what was removed: writers and readers wait meanwhile, and as much free space is needed as the file takes, twice.</remarks>
    public async ValueTask<RewriteOutcome> RewriteAsync(TopicFilter topics, Func<LogRecord, RecordRewrite> rewrite, CancellationToken ct = default)
    {
        await whole.WaitAsync(ct);
        try
        {
            return await new Rewriter(this, gate, rewrite).RunAsync(topics, ct);
        }
        finally
        {
            whole.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> BackupAsync(string file, CancellationToken ct = default)
    {
        await whole.WaitAsync(ct);
        try
        {
            ThrowIfClosed();
            return await Task.Run(() => LogBackup.Write(options.Path, file, gate), CancellationToken.None);
        }
        finally
        {
            whole.Release();
        }
    }

    /// <summary>Runs retention and compaction now, until nothing that is due is left; otherwise they run by themselves.</summary>
    public async Task MaintainAsync(CancellationToken ct = default) => await Maintainer.RoundAsync(ct);

    /// <summary>Names of the stores that hold something.</summary>
    internal IReadOnlyList<string> Stores() => Reader.Use(reader =>
    {
        var stores = new List<string>();
        using var rows = reader.Prepare("SELECT DISTINCT store FROM state ORDER BY store").Bind();
        while (rows.Step()) stores.Add(rows.Text(0));
        return stores;
    });

    internal string? Mark(string mark) => Reader.Use(reader => LogMarks.Read(reader, mark));

    internal MovedMark? Moved => Reader.Use(LogMarks.ReadMoved);

    /// <summary>Sets marks of a copy, all together.</summary>
    internal async Task MarkAsync(CancellationToken ct, params (string Mark, string? Value)[] marks) => await Writer.WriteAsync(new SoleItem<bool>(session =>
    {
        foreach (var (mark, value) in marks) LogMarks.Write(session.Database, mark, value);
        return true;
    })
    { Cancellation = ct });

    // Positions of the log that this one is a copy of are those of what was copied of it by then.
    private long Translated(long sequence) => Reader.Use(reader =>
    {
        using var rows = reader.Prepare("SELECT value FROM state WHERE store = ? AND key <= ? ORDER BY key DESC LIMIT 1").Bind().Add(SequenceMap.Store).Add(SequenceMap.Key(sequence));
        return rows.Step() ? SequenceMap.Find(rows.Blob(0), sequence) : 0;
    });

    /// <summary>Ends the log: what was handed over is committed, what waits for records ends with an <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 1) return;
        // A backup or a rewrite under way ends first.
        await whole.WaitAsync();
        await Maintainer.DisposeAsync();
        await Writer.DisposeAsync();
        gate.WithoutReaders(Reader.Dispose);
        Signal.Pulse();
        database.Dispose();
        processLock.Dispose();
        whole.Dispose();
    }

    /// <summary>Called on the writer's thread: makes a changed catalog known and shares the groups' partitions anew.</summary>
    internal void Change(TopicCatalog changed)
    {
        catalog = changed;
        Groups.Assign(changed);
    }

    internal void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref closed) == 1, this);

    internal void CheckEntries(IReadOnlyList<LogEntry> entries)
    {
        for (var i = 0; i < entries.Count; i++) Limits.Check(entries[i], options.MaxRecordBytes);
    }

    internal void CheckState(IReadOnlyDictionary<StateKey, StateValue> state)
    {
        foreach (var (key, value) in state) Limits.Check(key, value, options.MaxRecordBytes);
    }
}
