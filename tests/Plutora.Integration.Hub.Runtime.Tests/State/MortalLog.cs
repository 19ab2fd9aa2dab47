using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>
/// A log that dies at a commit, as it does under a hub that is killed: what was committed before stands, the commit itself does or does not, nothing after it. The log beneath lives on for the next hub.
/// </summary>
internal sealed class MortalLog(EmbeddedEventLog log) : IEventLog, ILogBackup, ILogRewriter
{
    private int _commitsLeft = int.MaxValue;
    private bool _lastIsKept;

    public bool IsDead => Volatile.Read(ref _commitsLeft) <= 0;

    public string Name => log.Name;

    /// <summary>Dies at a commit to come; that one is kept or lost, and whoever waits for it never hears which.</summary>
    public void DieAfter(int commits, bool keepingTheLast) => (_lastIsKept, _commitsLeft) = (keepingTheLast, commits);

    public ValueTask<TopicInfo> EnsureTopicAsync(TopicDefinition topic, CancellationToken ct = default) => Alive().EnsureTopicAsync(topic, ct);

    public ValueTask<IReadOnlyList<TopicInfo>> TopicsAsync(CancellationToken ct = default) => Alive().TopicsAsync(ct);

    public ValueTask<TopicInfo> UpdateRetentionAsync(string topic, TopicRetention retention, CancellationToken ct = default) => Alive().UpdateRetentionAsync(topic, retention, ct);

    public ValueTask DeleteTopicAsync(string topic, CancellationToken ct = default) => Alive().DeleteTopicAsync(topic, ct);

    public ValueTask<IReadOnlyList<LogPosition>> AppendAsync(IReadOnlyList<LogEntry> batch, CancellationToken ct = default) => CommitAsync(() => Alive().AppendAsync(batch, ct));

    public ValueTask<LogPage> ReadAsync(LogReadRequest request, CancellationToken ct = default) => Alive().ReadAsync(request, ct);

    public ValueTask<LogRecord?> FindAsync(TopicPartition partition, long offset, CancellationToken ct = default) => Alive().FindAsync(partition, offset, ct);

    public async ValueTask<ILogConsumer> SubscribeAsync(LogSubscription subscription, CancellationToken ct = default) => new Consumer(this, await Alive().SubscribeAsync(subscription, ct));

    public async ValueTask<ILogTransaction> BeginAsync(string transactionalId, CancellationToken ct = default) => new Transaction(this, await Alive().BeginAsync(transactionalId, ct));

    public async ValueTask<ILogTransaction> BeginAsync(CancellationToken ct) => new Transaction(this, await Alive().BeginAsync(ct));

    public ValueTask<ReadOnlyMemory<byte>?> GetStateAsync(string store, string key, CancellationToken ct = default) => Alive().GetStateAsync(store, key, ct);

    public IAsyncEnumerable<StateEntry> ScanStateAsync(string store, string keyPrefix = "", string? afterKey = null, CancellationToken ct = default) => Alive().ScanStateAsync(store, keyPrefix, afterKey, ct);

    public ValueTask<IReadOnlyList<GroupLag>> LagAsync(string? group = null, CancellationToken ct = default) => Alive().LagAsync(group, ct);

    public ValueTask ResetGroupAsync(string group, TopicFilter topics, LogStart start, CancellationToken ct = default) => Alive().ResetGroupAsync(group, topics, start, ct);

    public ValueTask<long> BackupAsync(string file, CancellationToken ct = default) => Alive().BackupAsync(file, ct);

    public ValueTask<RewriteOutcome> RewriteAsync(TopicFilter topics, Func<LogRecord, RecordRewrite> rewrite, CancellationToken ct = default) => Alive().RewriteAsync(topics, rewrite, ct);

    public ValueTask DisposeAsync()
    {
        DieAfter(0, keepingTheLast: false);
        return ValueTask.CompletedTask;
    }

    private EmbeddedEventLog Alive() => IsDead ? throw Death() : log;

    private async ValueTask<IReadOnlyList<LogPosition>> CommitAsync(Func<ValueTask<IReadOnlyList<LogPosition>>> commit)
    {
        var left = Volatile.Read(ref _commitsLeft) == int.MaxValue ? int.MaxValue : Interlocked.Decrement(ref _commitsLeft);
        if (left < 0 || (left == 0 && !_lastIsKept)) throw Death();
        var positions = await commit();
        return left == 0 ? throw Death() : positions;
    }

    private static LogException Death() => new(LogError.StorageFailed, "The hub was killed.");

    private sealed class Transaction(MortalLog owner, ILogTransaction transaction) : ILogTransaction
    {
        public void Append(LogEntry entry) => transaction.Append(entry);

        public ValueTask<ReadOnlyMemory<byte>?> GetStateAsync(string store, string key, CancellationToken ct = default) => owner.IsDead ? throw Death() : transaction.GetStateAsync(store, key, ct);

        public void PutState(string store, string key, ReadOnlyMemory<byte>? value, string? partitionKey = null) => transaction.PutState(store, key, value, partitionKey);

        public ValueTask<IReadOnlyList<LogPosition>> CommitAsync(CancellationToken ct = default) => owner.CommitAsync(() => transaction.CommitAsync(ct));

        public ValueTask DisposeAsync() => transaction.DisposeAsync();
    }

    private sealed class Consumer(MortalLog owner, ILogConsumer consumer) : ILogConsumer
    {
        public string Group => consumer.Group;

        public IReadOnlyList<TopicPartition> Assigned => consumer.Assigned;

        public ValueTask<LogBatch> ReadAsync(int maxRecords, CancellationToken ct = default) => Alive().ReadAsync(maxRecords, ct);

        public ValueTask<LogBatch?> TryReadAsync(int maxRecords, CancellationToken ct = default) => Alive().TryReadAsync(maxRecords, ct);

        public ValueTask AcknowledgeAsync(LogBatch batch, CancellationToken ct = default) => Alive().AcknowledgeAsync(batch, ct);

        public async ValueTask<ILogTransaction> BeginAsync(LogBatch consumed, CancellationToken ct = default) => new Transaction(owner, await Alive().BeginAsync(consumed, ct));

        public async ValueTask<ILogTransaction> BeginAsync(IReadOnlyList<TopicPartition> held, CancellationToken ct = default) => new Transaction(owner, await Alive().BeginAsync(held, ct));

        public ValueTask RewindAsync(CancellationToken ct = default) => Alive().RewindAsync(ct);

        public ValueTask SeekAsync(LogStart start, CancellationToken ct = default) => Alive().SeekAsync(start, ct);

        public ValueTask DisposeAsync() => consumer.DisposeAsync();

        private ILogConsumer Alive() => owner.IsDead ? throw Death() : consumer;
    }
}
