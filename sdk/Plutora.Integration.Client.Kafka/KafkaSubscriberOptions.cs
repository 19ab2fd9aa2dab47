using Confluent.Kafka;

namespace Plutora.Integration.Client.Kafka;

/// <summary>How a service reads a hub's topics on Kafka.</summary>
public sealed class KafkaSubscriberOptions
{
    // What committed reads and positions rest on.
    private static readonly string[] Owned =
    [
        "bootstrap.servers", "metadata.broker.list", "group.id", "isolation.level", "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "enable.partition.eof", "max.poll.interval.ms",
        "receive.message.max.bytes", "fetch.message.max.bytes", "max.partition.fetch.bytes",
    ];

    /// <summary>Brokers to ask first, <c>host:port</c>, separated by commas. Required.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>What the names of the hub's topics begin with, its setting <c>log.kafka.topicPrefix</c>; groups get it too. Empty by default.</summary>
    public string TopicPrefix { get; set; } = "";

    /// <summary>Properties of librdkafka, as its documentation names them: TLS and SASL among them. Secrets from a secret store, never from source; they are not shown.</summary>
    public IDictionary<string, string> Properties { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long the brokers may take to answer at the start. 30 seconds by default, 1 second to 10 minutes.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait after the first failure of a handler that is retried; doubles. 1 second by default, 10 milliseconds to 1 minute.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two tries. 30 seconds by default; from <see cref="FirstRetry"/> to 1 hour.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>As a member of a group: how long a batch may be handled before its partitions go to other members. 5 minutes by default, 10 seconds to 1 day.</summary>
    public TimeSpan LongestHandling { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Largest event in bytes. 32 MB by default, 64 KB to 1 GB.</summary>
    public int MaxEventBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Everything that is wrong with the options, one sentence each; empty when they can be used. Nothing is connected to, and no secret is shown.</summary>
    public IReadOnlyList<string> Faults() => [.. Wrong()];

    internal Subscribing.SubscriberOptions Subscriber => new() { FirstRetry = FirstRetry, LongestRetry = LongestRetry, MaxEventBytes = MaxEventBytes };

    internal ConsumerConfig Config(string? group) => new(new Dictionary<string, string>(Properties, StringComparer.Ordinal))
    {
        BootstrapServers = BootstrapServers,
        // Without a group nothing is committed under the name, and no right to it is needed.
        GroupId = group is null ? TopicPrefix + "none" : TopicPrefix + group,
        IsolationLevel = IsolationLevel.ReadCommitted,
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        EnablePartitionEof = true,
        AllowAutoCreateTopics = false,
        MaxPollIntervalMs = (int)LongestHandling.TotalMilliseconds,
        MessageMaxBytes = MaxEventBytes,
        FetchMaxBytes = MaxEventBytes,
        MaxPartitionFetchBytes = Math.Min(MaxEventBytes, 4 * 1024 * 1024),
        ReceiveMessageMaxBytes = MaxEventBytes + (1024 * 1024),
        QueuedMaxMessagesKbytes = 16 * 1024,
    };

    // As the hub partitions, and each write once and in order.
    internal ProducerConfig Writing() => new(new Dictionary<string, string>(Properties, StringComparer.Ordinal))
    {
        BootstrapServers = BootstrapServers,
        Acks = Acks.All,
        EnableIdempotence = true,
        Partitioner = Partitioner.Murmur2Random,
        AllowAutoCreateTopics = false,
        MessageTimeoutMs = (int)RequestTimeout.TotalMilliseconds,
    };

    private IEnumerable<string> Wrong()
    {
        if (string.IsNullOrWhiteSpace(BootstrapServers)) yield return $"{nameof(BootstrapServers)} is missing: one broker at least, host:port.";
        foreach (var server in BootstrapServers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(s => !IsServer(s)))
            yield return $"{nameof(BootstrapServers)} has '{server}': expected host:port.";
        if (TopicPrefix.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))) yield return $"{nameof(TopicPrefix)} is '{TopicPrefix}': expected the hub's setting log.kafka.topicPrefix, of a-z, A-Z, 0-9, '.', '_' and '-'.";
        foreach (var name in Properties.Keys.Where(Owned.Contains)) yield return $"{nameof(Properties)} has '{name}', which the client sets itself, since its promises rest on it.";
        foreach (var fault in Ranges().OfType<string>()) yield return fault;
        foreach (var (name, value) in Properties.Where(p => !Owned.Contains(p.Key)))
            if (Refused(name, value)) yield return $"{nameof(Properties)} has '{name}', which librdkafka does not take with this value. See its CONFIGURATION.md.";
    }

    private IEnumerable<string?> Ranges() =>
    [
        Range(nameof(RequestTimeout), RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
        Range(nameof(FirstRetry), FirstRetry, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
        Range(nameof(LongestRetry), LongestRetry, FirstRetry, TimeSpan.FromHours(1)),
        Range(nameof(LongestHandling), LongestHandling, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1)),
        Range(nameof(MaxEventBytes), MaxEventBytes, 64 * 1024, 1024 * 1024 * 1024 - (1024 * 1024)),
    ];

    private static string? Range<T>(string name, T value, T least, T most)
        where T : IComparable<T> => value.CompareTo(least) < 0 || value.CompareTo(most) > 0 ? $"{name} is {value}: expected {least} to {most}." : null;

    private static bool IsServer(string server) => server.LastIndexOf(':') is > 0 and var colon && ushort.TryParse(server.AsSpan(colon + 1), out var port) && port > 0;

    // Asks librdkafka itself, by a client that is never used.
    private static bool Refused(string name, string value)
    {
        try
        {
            new ProducerBuilder<Null, Null>(new ClientConfig(new Dictionary<string, string> { [name] = value })).SetLogHandler((_, _) => { }).Build().Dispose();
            return false;
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException or KafkaException)
        {
            // Some are checked together with others only, such as a certificate with its key.
            return refused.Message.Contains("property", StringComparison.OrdinalIgnoreCase);
        }
    }
}
