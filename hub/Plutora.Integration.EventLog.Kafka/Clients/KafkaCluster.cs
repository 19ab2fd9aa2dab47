using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Clients;

/// <summary>What all parts of an open log share: its options, its names, an admin client, and the way calls are made: within a time limit, their errors translated.</summary>
internal sealed class KafkaCluster(KafkaLogOptions options) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private Lazy<OffsetClient>? committed;
    private Lazy<OffsetClient>? written;

    public KafkaLogOptions Options => options;

    public ClientFactory Clients { get; } = new(options);

    public LogNames Names { get; } = new(options.TopicPrefix);

    /// <summary>Where the log is, as a person is told.</summary>
    public string Place { get; } = $"Kafka at '{string.Join(',', options.BootstrapServers.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal))}', topics '{options.TopicPrefix}*'";

    /// <summary>Topics at the brokers.</summary>
    public TopicAdmin Topics => field ??= options.Topics?.Invoke(this) ?? new TopicAdmin(this);

    public KafkaRights Rights => new(Names);

    public Farewell Farewell { get; } = new();

    public IAdminClient Admin => field ??= Clients.Admin();

    /// <summary>Asks where partitions end for who reads what is committed.</summary>
    public IOffsetClient CommittedOffsets => Client(ref committed, IsolationLevel.ReadCommitted);

    /// <summary>Asks where partitions begin and end whatever is committed.</summary>
    public IOffsetClient WrittenOffsets => Client(ref written, IsolationLevel.ReadUncommitted);

    /// <summary>Calls until it succeeds, fails for good, or the time limit ends.</summary>
    /// <param name="what">What is done, behind "Kafka could not".</param>
    /// <param name="right">The right that it needs.</param>
    /// <param name="call">Does it, within a time.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<T> CallAsync<T>(string what, KafkaRight right, Func<TimeSpan, Task<T>> call, CancellationToken ct)
    {
        var started = options.Time.GetTimestamp();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            if (Farewell.IsOver) throw Farewell.Left(what);
            var left = options.OperationTimeout - options.Time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) throw KafkaFault.TimedOut(what, options.OperationTimeout);
            try
            {
                return await Farewell.AwaitAsync(call(Smaller(left, TimeSpan.FromSeconds(10))).WaitAsync(left, options.Time, ct), what).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw KafkaFault.TimedOut(what, options.OperationTimeout);
            }
            catch (KafkaException fault) when (KafkaFault.IsPassing(KafkaFault.Told(fault)) && options.Time.GetElapsedTime(started) + Pause < options.OperationTimeout)
            {
                await Task.Delay(Pause, options.Time, ct).ConfigureAwait(false);
            }
            catch (KafkaException silent) when (KafkaFault.IsSilence(KafkaFault.Told(silent)))
            {
                throw KafkaFault.TimedOut(what, options.OperationTimeout);
            }
            catch (KafkaException fault)
            {
                throw KafkaFault.Of(fault, what, right);
            }
        }
    }

    /// <summary>Runs a call of librdkafka that blocks, on a thread of its own: the pool's are few, and others wait for them.</summary>
    public static Task<T> BlockAsync<T>(Func<T> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <inheritdoc cref="BlockAsync{T}(Func{T})"/>
    public static Task BlockAsync(Action call) => BlockAsync(() =>
    {
        call();
        return true;
    });

    public void Dispose()
    {
        foreach (var client in (Lazy<OffsetClient>?[])[committed, written])
            if (client is { IsValueCreated: true }) client.Value.Dispose();
        Admin.Dispose();
    }

    private OffsetClient Client(ref Lazy<OffsetClient>? client, IsolationLevel isolation) => LazyInitializer.EnsureInitialized(ref client, () => new(() => new(this, isolation))).Value;

    private static TimeSpan Smaller(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

/// <summary>Names in the cluster. What begins with <c>_plutora.</c> behind the prefix is the engine's own.</summary>
internal sealed class LogNames(string prefix)
{
    public const string Reserved = "_plutora.";

    /// <summary>The log's name and format; compacted, one partition.</summary>
    public string Meta { get; } = prefix + Reserved + "meta";

    /// <summary>Keyed state of all stores; compacted.</summary>
    public string State { get; } = prefix + Reserved + "state";

    /// <summary>Never written to: its partitions are the shares that a group's members divide among themselves.</summary>
    public string Shares { get; } = prefix + Reserved + "shares";

    /// <summary>The group of consumers that commit nothing.</summary>
    public string Readers { get; } = prefix + Reserved + "readers";

    /// <summary>What all names begin with.</summary>
    public string Prefix => prefix;

    public string Topic(string name) => prefix + name;

    /// <summary>The partitions of the keyed state, by their number.</summary>
    /// <param name="count">How many there are.</param>
    public KafkaPartition[] StatePartitions(int count) => [.. Enumerable.Range(0, count).Select(number => new KafkaPartition(State, number))];

    public string Group(string name) => prefix + name;

    public string Producer(string transactionalId) => prefix + transactionalId;

    /// <summary>Whether a topic holds what the log says of itself, or its state.</summary>
    public bool IsOwn(string topic) => topic == Meta || topic == State;

    /// <summary>The log's name of a topic.</summary>
    public string Name(string topic) => topic[prefix.Length..];
}
