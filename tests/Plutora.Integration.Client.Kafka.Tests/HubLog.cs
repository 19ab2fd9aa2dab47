using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Kafka;
using Plutora.Integration.EventLog.Kafka.Tests;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Client.Kafka.Tests;

/// <summary>A hub's log on the shared broker, under a prefix of the test's own, and who subscribes to it.</summary>
internal sealed class HubLog : IAsyncDisposable
{
    public const string Topic = "cdm.pull-request.v1";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-client-kafka-").FullName;

    public string Prefix { get; } = $"c{Guid.NewGuid().ToString("n")[..12]}.";

    public IEventLog Log { get; private set; } = null!;

    public KafkaSubscriberOptions Options => new() { BootstrapServers = Broker.Address, TopicPrefix = Prefix, FirstRetry = TimeSpan.FromMilliseconds(10) };

    public KafkaEventSubscriber Subscriber => new(Options, TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<HubLog> StartAsync(params string[] topics)
    {
        Broker.SkipIfMissing();
        var hub = new HubLog();
        hub.Log = await KafkaEventLog.OpenAsync(new(Broker.Address, Path.Combine(hub._folder, "log")) { TopicPrefix = hub.Prefix, Shares = 4, ReplicationFactor = 1 }, Ct);
        foreach (var topic in topics.Length > 0 ? topics : [Topic]) await hub.Log.EnsureTopicAsync(new(topic, 3, TopicRetention.Forever), Ct);
        return hub;
    }

    /// <summary>Publishes events in one transaction, as a hub does.</summary>
    public async Task PublishAsync(params NormalizedEvent[] events)
    {
        await using var transaction = await Log.BeginAsync("publisher", Ct);
        foreach (var told in events) transaction.Append(Entry(told));
        await transaction.CommitAsync(Ct);
    }

    public static LogEntry Entry(NormalizedEvent told) => new($"cdm.{told.Type.Entity}.v1", told.Subject.ToString(), told.Data, BinaryEvent.Headers(told));

    public static async Task UntilAsync(Func<bool> holds, string awaited, params Task[] running)
    {
        await Waiting.UntilAsync(awaited, async () =>
        {
            foreach (var ended in running.Where(r => r.IsFaulted)) await ended;
            return holds();
        });
    }

    /// <summary>Whether a group has committed all that stands in the topic; what only marks transactions behind the last event may be left.</summary>
    public bool IsCommitted(string group)
    {
        using var consumer = new Confluent.Kafka.ConsumerBuilder<byte[], byte[]>(new Confluent.Kafka.ConsumerConfig
        {
            BootstrapServers = Broker.Address,
            GroupId = Prefix + group,
            IsolationLevel = Confluent.Kafka.IsolationLevel.ReadCommitted,
            EnablePartitionEof = true,
            EnableAutoCommit = false,
        }).Build();
        var partitions = Enumerable.Range(0, 3).Select(p => new Confluent.Kafka.TopicPartition(Prefix + Topic, p)).ToList();
        consumer.Assign(consumer.Committed(partitions, Longest).Select(c => new Confluent.Kafka.TopicPartitionOffset(c.TopicPartition, c.Offset.Value < 0 ? Confluent.Kafka.Offset.Beginning : c.Offset)));
        for (var open = partitions.ToHashSet(); open.Count > 0;)
        {
            var read = consumer.Consume(Longest) ?? throw new TimeoutException($"Not within {Longest.TotalSeconds} s: the end of the topic.");
            if (!read.IsPartitionEOF) return false;
            open.Remove(read.TopicPartition);
        }

        return true;
    }

    /// <summary>Runs something beside the test, and ends it.</summary>
    public static async Task WhileAsync(Func<CancellationToken, Task> run, Func<bool> holds, string awaited)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var running = Task.Run(() => run(stop.Token), CancellationToken.None);
        await UntilAsync(holds, awaited, running);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Longest, TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
