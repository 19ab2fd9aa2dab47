using System.Runtime.CompilerServices;
using Plutora.Integration.EventLog.Embedded.Writing;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Copying;
using Plutora.Integration.EventLog.Kafka.Groups;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.State;
using Plutora.Integration.EventLog.Kafka.Topics;
using Plutora.Integration.EventLog.Kafka.Whole;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka;

/// <summary>
/// The event log on Apache Kafka, shared by any number of processes: transactions, idempotent producers, committed reads, groups by Kafka's own protocol,
/// and keyed state in a compacted topic that each process keeps readable in a local cache.
/// </summary>
/// <remarks>
/// State that this process committed is read at once; what another committed is read within moments, and for certain by who took over its transactional id or its share of a group.
/// Transactions leave markers that count in offsets, so a lag is an upper bound.
/// </remarks>
public sealed class KafkaEventLog : IEventLog, ILogRewriter, ILogHealth, ISharedLog
{
    private readonly KafkaCluster kafka;
    private readonly Catalog catalog;
    private readonly StateCache cache;
    private readonly StateTail tail;
    private readonly EndWatch ends;
    private readonly ReaderPool pool;
    private readonly PageReader pages;
    private readonly ProducerRegister register;
    private readonly KafkaProducers producers;
    private readonly SingleProducer single;
    private readonly CommitLane lane;
    private readonly KafkaWriter writer;
    private readonly TopicManager topics;
    private readonly GroupManager groups;
    private readonly HealthWatch health;
    private readonly StandstillWatch standstills;
    private readonly KafkaPositions positions;
    private readonly LogMeta meta;
    private long metaEnd;
    private readonly StateFollowers followers = new();
    private readonly CancellationTokenSource closing = new();
    private int closed;

    private KafkaEventLog(KafkaCluster kafka, LogMeta meta, LogMarks marks, StateCache cache)
    {
        (this.kafka, this.meta, Marks, Name, this.cache) = (kafka, meta, marks, marks.Name, cache);
        // These marks were looked at; what the log has said of itself since is told by its end.
        if (!kafka.Options.ForCopy) metaEnd = marks.End;
        catalog = new Catalog(cache, kafka.Names);
        tail = new(kafka, cache, kafka.Options.Shares, stores =>
        {
            if (stores.Contains(Catalog.Store)) catalog.Reload();
            followers.Tell(stores);
        });
        catalog.Reload();
        positions = new(Name, marks.Copy is { } copy ? new CopiedPositions(copy, cache, catalog) : null);
        ends = new(kafka, catalog);
        pool = new(kafka);
        pages = new(kafka, catalog, ends, pool, positions);
        register = new(kafka, cache, (id, value, ct) => writer!.PutAsync(ProducerRegister.Store, id, value, ct));
        producers = new(kafka, register, tail.CatchUpAsync);
        single = new(kafka);
        lane = new(() => register.OpenAsync($"{LogNames.Reserved}lane.{kafka.Clients.ClientId}", CancellationToken.None), tail.CatchUpAsync);
        health = new(kafka, ct => writer!.TouchStateAsync(ct));
        standstills = new(kafka, catalog);
        writer = new(kafka, catalog, cache, ends, positions, single, lane, health, kafka.Options.Shares, tail.CatchUpAsync);
        topics = new(kafka, catalog, writer, tail.CatchUpAsync);
        groups = new(kafka, catalog, cache, writer, pages, ends, producers, register, positions, tail.CatchUpAsync);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string? Trouble => health.Trouble;

    /// <inheritdoc/>
    public string? Standstill => standstills.Standstill;

    /// <inheritdoc/>
    public string Member => kafka.Clients.ClientId;

    internal LogMarks Marks { get; }

    internal LogMeta Meta => meta;

    internal KafkaCluster Kafka => kafka;

    internal Catalog Catalog => catalog;

    internal StateCache Cache => cache;

    internal GroupManager Groups => groups;

    internal PageReader Pages => pages;

    internal ProducerRegister Register => register;

    internal KafkaWriter Writer => writer;

    internal KafkaPositions Positions => positions;

    internal HealthWatch Health => health;

    /// <summary>Opens the log, makes it first where there is none, and reads its state up to the newest.</summary>
    /// <exception cref="LogException"><see cref="LogError.Invalid"/>: the options, with every fault; <see cref="LogError.TopicDiffers"/>, <see cref="LogError.FormatUnknown"/>, <see cref="LogError.InUse"/> (the cache folder), <see cref="LogError.StorageFailed"/>.</exception>
    public static async Task<KafkaEventLog> OpenAsync(KafkaLogOptions options, CancellationToken ct = default)
    {
        if (options.Faults() is { Count: > 0 } faults) throw new LogException(LogError.Invalid, string.Join(Environment.NewLine, faults));
        var kafka = new KafkaCluster(options);
        StateCache? cache = null;
        KafkaEventLog? log = null;
        try
        {
            var meta = new LogMeta(kafka);
            var (marks, stateId) = await meta.EnsureAsync(ct).ConfigureAwait(false);
            if (!options.ForCopy) marks.Check(kafka.Place);
            cache = StateCache.Open(options.CacheFolder, $"{marks.Name}/{stateId}/{options.Shares}", LogMeta.TombstoneRetention - TimeSpan.FromDays(1), options.Time, options.Logger);
            if (!cache.IsWhole) await new StateFill(kafka, cache, options.Shares).RunAsync(ct).ConfigureAwait(false);
            log = new(kafka, meta, marks, cache);
            log.tail.Start();
            await log.tail.CatchUpAsync(committedOnly: true, ct).ConfigureAwait(false);
            await log.groups.FenceAsync(ct).ConfigureAwait(false);
            log.health.Start();
            log.standstills.Start();
            return log;
        }
        catch (Exception fault)
        {
            if (log is not null) await log.DisposeAsync().ConfigureAwait(false);
            else
            {
                cache?.Dispose();
                kafka.Dispose();
            }

            if (fault is LogException { Error: LogError.StorageFailed } silent)
            {
                throw new LogException(LogError.StorageFailed, $"The log on Kafka at '{options.BootstrapServers}' cannot be opened. {silent.Message}", silent);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<TopicInfo> EnsureTopicAsync(TopicDefinition topic, CancellationToken ct = default) => await topics.EnsureAsync(topic, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TopicInfo>> TopicsAsync(CancellationToken ct = default) => await topics.AllAsync(ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<TopicInfo> UpdateRetentionAsync(string topic, TopicRetention retention, CancellationToken ct = default) => await topics.UpdateAsync(topic, retention, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DeleteTopicAsync(string topic, CancellationToken ct = default) => await topics.DeleteAsync(topic, groups.ForgottenAsync, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LogPosition>> AppendAsync(IReadOnlyList<LogEntry> batch, CancellationToken ct = default)
    {
        ThrowIfClosed();
        return batch.Count == 0 ? [] : await writer.AppendAsync(batch, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<LogPage> ReadAsync(LogReadRequest request, CancellationToken ct = default)
    {
        ThrowIfClosed();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, closing.Token);
        await topics.CheckAsync(request.Topics.Names, either.Token).ConfigureAwait(false);
        try
        {
            return await kafka.Farewell.AwaitAsync(pages.ReadAsync(request, either.Token), "read a page").ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(KafkaEventLog));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LogRecord?> FindAsync(TopicPartition partition, long offset, CancellationToken ct = default)
    {
        ThrowIfClosed();
        await topics.CheckAsync([partition.Topic], ct).ConfigureAwait(false);
        return await kafka.Farewell.AwaitAsync(pages.FindAsync(partition, offset, ct), "read a record").ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ILogConsumer> SubscribeAsync(LogSubscription subscription, CancellationToken ct = default)
    {
        ThrowIfClosed();
        var consumer = await groups.JoinAsync(subscription, ct).ConfigureAwait(false);
        try
        {
            await CheckMovedAsync(ct).ConfigureAwait(false);
            return consumer;
        }
        catch
        {
            await consumer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ILogTransaction> BeginAsync(string transactionalId, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(transactionalId);
        ThrowIfClosed();
        var hold = await kafka.Farewell.AwaitAsync(producers.TakeAsync(transactionalId, ct), $"take over producer '{transactionalId}'").ConfigureAwait(false);
        return new KafkaTransaction(writer, cache, (records, cancel) => hold.CommitAsync(records, null, cancel), _ =>
        {
            hold.Dispose();
            return default;
        }, new());
    }

    /// <inheritdoc/>
    public async ValueTask<ILogTransaction> BeginAsync(CancellationToken ct)
    {
        ThrowIfClosed();
        await kafka.Farewell.AwaitAsync(lane.SettleAsync(ct).AsTask(), "settle what became of a commit").ConfigureAwait(false);
        return new KafkaTransaction(writer, cache, writer.CommitAsync, _ => default, new());
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetStateAsync(string store, string key, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        return new(cache.Get(new StateKey(store, key)));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StateEntry> ScanStateAsync(string store, string keyPrefix = "", string? afterKey = null, CancellationToken ct = default) =>
        cache.MayHold(store, keyPrefix) ? PagesAsync(store, keyPrefix, afterKey, ct) : AsyncEnumerable.Empty<StateEntry>();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<GroupLag>> LagAsync(string? group = null, CancellationToken ct = default) => await groups.LagAsync(group, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyCollection<string>?> MembersAsync(string group, CancellationToken ct = default)
    {
        ThrowIfClosed();
        return await groups.MembersAsync(group, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task CatchUpAsync(CancellationToken ct = default) => tail.CatchUpAsync(ct);

    /// <inheritdoc/>
    public IDisposable Follow(Action<IReadOnlySet<string>> changed) => followers.Add(changed);

    /// <inheritdoc/>
    public async ValueTask ResetGroupAsync(string group, TopicFilter topics, LogStart start, CancellationToken ct = default) => await groups.ResetAsync(group, topics, start, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<RewriteOutcome> RewriteAsync(TopicFilter topics, Func<LogRecord, RecordRewrite> rewrite, CancellationToken ct = default)
    {
        ThrowIfClosed();
        await this.topics.CheckAsync(topics.Names, ct).ConfigureAwait(false);
        return await new Rewriter(kafka, catalog, pages, ends, writer, new SegmentRoller(kafka), rewrite).RunAsync(topics, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Ending() => kafka.Farewell.Begin();

    /// <summary>Ends the log: what was handed over is committed, members leave their groups, what waits for records ends with an <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 1) return;
        await closing.CancelAsync().ConfigureAwait(false);
        var told = TellAsync();
        await Task.WhenAny(told, kafka.Farewell.Over).ConfigureAwait(false);
        if (told.IsCompleted) await told.ConfigureAwait(false);
        else kafka.Options.Logger.LeftUntold(kafka.Options.BootstrapServers, string.Join(", ", kafka.Farewell.Untold), kafka.Options.SessionTimeout.TotalSeconds);
    }

    private async IAsyncEnumerable<StateEntry> PagesAsync(string store, string keyPrefix, string? afterKey, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var page = cache.Page(store, keyPrefix, afterKey);
            foreach (var entry in page.Entries) yield return entry;
            if (page.IsLast) yield break;
            afterKey = page.Entries[^1].Key;
        }
    }

    private async Task TellAsync()
    {
        await groups.DisposeAsync().ConfigureAwait(false);
        await lane.DisposeAsync().ConfigureAwait(false);
        await producers.DisposeAsync().ConfigureAwait(false);
        await single.DisposeAsync().ConfigureAwait(false);
        await pool.DisposeAsync().ConfigureAwait(false);
        await standstills.DisposeAsync().ConfigureAwait(false);
        await health.DisposeAsync().ConfigureAwait(false);
        await tail.DisposeAsync().ConfigureAwait(false);
        ends.Dispose();
        // What of the cache is not yet on the disk would be read anew by the next start; a slow disk holds up nobody's end for longer.
        await (await Task.WhenAny(KafkaCluster.BlockAsync(cache.Dispose), Task.Delay(TimeSpan.FromSeconds(5), kafka.Options.Time)).ConfigureAwait(false)).ConfigureAwait(false);
        await KafkaCluster.BlockAsync(kafka.Dispose).ConfigureAwait(false);
        closing.Dispose();
    }

    // A copy begins by the mark and then looks for members: a member that joined before it is seen there, one that joined behind it sees the mark here.
    private async Task CheckMovedAsync(CancellationToken ct)
    {
        var end = await meta.EndAsync(ct).ConfigureAwait(false);
        if (end == Volatile.Read(ref metaEnd)) return;
        (await meta.FindAsync(ct).ConfigureAwait(false))?.Check(kafka.Place);
        Volatile.Write(ref metaEnd, end);
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref closed) == 1, this);
}
