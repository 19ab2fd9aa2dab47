using System.Text;

namespace Plutora.Integration.EventLog.Conformance;

/// <summary>What the suites share: a log of the test's own, and words to fill and read it.</summary>
public abstract class ConformanceTest : IAsyncLifetime
{
    private ILogHost? host;
    private IEventLog? log;

    protected ILogHost Host => host!;

    protected IEventLog Log => log!;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await CreateHostAsync();
        log = await host.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (log is not null) await log.DisposeAsync();
        if (host is not null) await host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>An empty log of the engine under test.</summary>
    protected abstract ValueTask<ILogHost> CreateHostAsync();

    protected static LogEntry Entry(string topic, string key, string? value) => new(topic, key, value is null ? (ReadOnlyMemory<byte>?)null : Bytes(value));

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string? Text(ReadOnlyMemory<byte>? value) => value is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    protected static IEnumerable<string?> Values(IEnumerable<LogRecord> records) => records.Select(record => Text(record.Value));

    protected async Task MakeTopicAsync(string name, int partitions = 1, TopicRetention? retention = null) =>
        await Log.EnsureTopicAsync(new(name, partitions, retention ?? TopicRetention.Forever), Ct);

    protected async Task<IReadOnlyList<LogPosition>> AppendAsync(string topic, string key, params string?[] values) =>
        await Log.AppendAsync([.. values.Select(value => Entry(topic, key, value))], Ct);

    protected async Task<IReadOnlyList<LogRecord>> ReadAllAsync(TopicFilter topics, int pageSize = 500)
    {
        var all = new List<LogRecord>();
        for (var from = LogStart.Earliest; ;)
        {
            var page = await Log.ReadAsync(new(topics, from) { MaxRecords = pageSize }, Ct);
            if (page.Records.Count == 0) return all;
            all.AddRange(page.Records);
            from = LogStart.After(page.Next);
        }
    }

    protected Task<IReadOnlyList<LogRecord>> ReadAllAsync(string topic) => ReadAllAsync(TopicFilter.Exact(topic));

    protected async Task<ILogConsumer> JoinAsync(string group, TopicFilter topics, LogStart? start = null) =>
        await Log.SubscribeAsync(new(group, topics, start ?? LogStart.Earliest), Ct);

    /// <summary>Reads until so many records have come; their batches, in order.</summary>
    protected static async Task<IReadOnlyList<LogBatch>> TakeAsync(ILogConsumer consumer, int records)
    {
        var batches = new List<LogBatch>();
        while (batches.Sum(batch => batch.Records.Count) < records)
            batches.Add(await consumer.ReadAsync(records - batches.Sum(batch => batch.Records.Count), Ct));
        return batches;
    }

    protected async Task ReopenAsync()
    {
        await Log.DisposeAsync();
        log = await Host.OpenAsync();
    }

    protected static async Task<LogException> RefusedAsync(LogError error, Func<Task> act)
    {
        var refused = await Assert.ThrowsAsync<LogException>(act);
        Assert.Equal(error, refused.Error);
        return refused;
    }
}
