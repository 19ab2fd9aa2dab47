using Plutora.Integration.EventLog;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>A log as one of several hubs on it sees it, which may be away for that hub alone.</summary>
internal sealed class SharedLog(IEventLog log, string member, ICollection<string> atWork) : IEventLog, ISharedLog
{
    public bool IsAway { get; set; }

    public string Name => log.Name;

    public string Member => member;

    public Task<IReadOnlyCollection<string>?> MembersAsync(string group, CancellationToken ct = default) => Task.FromResult<IReadOnlyCollection<string>?>([.. atWork]);

    public IDisposable Follow(Action<IReadOnlySet<string>> changed) => throw new NotSupportedException();

    public Task CatchUpAsync(CancellationToken ct = default) => Task.CompletedTask;

    public ValueTask<TopicInfo> EnsureTopicAsync(TopicDefinition topic, CancellationToken ct = default) => Reached().EnsureTopicAsync(topic, ct);

    public ValueTask<IReadOnlyList<TopicInfo>> TopicsAsync(CancellationToken ct = default) => Reached().TopicsAsync(ct);

    public ValueTask<TopicInfo> UpdateRetentionAsync(string topic, TopicRetention retention, CancellationToken ct = default) => Reached().UpdateRetentionAsync(topic, retention, ct);

    public ValueTask DeleteTopicAsync(string topic, CancellationToken ct = default) => Reached().DeleteTopicAsync(topic, ct);

    public ValueTask<IReadOnlyList<LogPosition>> AppendAsync(IReadOnlyList<LogEntry> batch, CancellationToken ct = default) => Reached().AppendAsync(batch, ct);

    public ValueTask<LogPage> ReadAsync(LogReadRequest request, CancellationToken ct = default) => Reached().ReadAsync(request, ct);

    public ValueTask<LogRecord?> FindAsync(TopicPartition partition, long offset, CancellationToken ct = default) => Reached().FindAsync(partition, offset, ct);

    public ValueTask<ILogConsumer> SubscribeAsync(LogSubscription subscription, CancellationToken ct = default) => Reached().SubscribeAsync(subscription, ct);

    public ValueTask<ILogTransaction> BeginAsync(string transactionalId, CancellationToken ct = default) => Reached().BeginAsync(transactionalId, ct);

    public ValueTask<ILogTransaction> BeginAsync(CancellationToken ct) => Reached().BeginAsync(ct);

    public ValueTask<ReadOnlyMemory<byte>?> GetStateAsync(string store, string key, CancellationToken ct = default) => Reached().GetStateAsync(store, key, ct);

    public IAsyncEnumerable<StateEntry> ScanStateAsync(string store, string keyPrefix = "", string? afterKey = null, CancellationToken ct = default) => log.ScanStateAsync(store, keyPrefix, afterKey, ct);

    public ValueTask<IReadOnlyList<GroupLag>> LagAsync(string? group = null, CancellationToken ct = default) => Reached().LagAsync(group, ct);

    public ValueTask ResetGroupAsync(string group, TopicFilter topics, LogStart start, CancellationToken ct = default) => Reached().ResetGroupAsync(group, topics, start, ct);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // State is read from this hub's own copy, whether the log answers or not.
    private IEventLog Reached() => IsAway ? throw new LogException(LogError.StorageFailed, "No broker answers.") : log;
}
