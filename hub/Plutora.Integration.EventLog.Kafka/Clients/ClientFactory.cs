using System.Globalization;
using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients.Native;

namespace Plutora.Integration.EventLog.Kafka.Clients;

/// <summary>Makes librdkafka's clients with the settings that the engine's promises rest on.</summary>
internal sealed class ClientFactory(KafkaLogOptions options)
{
    /// <summary>What a record may have beside its value: key, headers and framing.</summary>
    public const int Overhead = 1_000_000;

    private const int MaxQueueKilobytes = 64 * 1024;

    private readonly ClientTalk talk = new(options);

    /// <summary>Names this process among a group's members and in the brokers' logs.</summary>
    public string ClientId { get; } = "plutora-" + MemberId.Of(options.CacheFolder);

    public KafkaLogOptions Options => options;

    public IAdminClient Admin() => Built(() => new AdminClientBuilder(new AdminClientConfig(Common())).SetLogHandler((_, message) => talk.Write(message)).SetErrorHandler((_, _) => { }).Build());

    /// <summary>A producer of single records, each stored once.</summary>
    /// <param name="delivered">Told what became of each.</param>
    public NativeProducer Idempotent(Delivered delivered) => Producer(new(Common(new(StringComparer.Ordinal) { ["linger.ms"] = "2" })) { EnableIdempotence = true }, delivered);

    /// <summary>A producer of transactions.</summary>
    /// <remarks>Each partition's records go in one request where they can, since requests are what writing costs: who has handed over all of a transaction flushes it, and does not wait out the linger.</remarks>
    /// <param name="id">Their id.</param>
    /// <param name="delivered">Told what became of each record.</param>
    public NativeProducer Transactional(string id, Delivered delivered) => Producer(new(Common(new(StringComparer.Ordinal) { ["linger.ms"] = "5" }))
    {
        TransactionalId = id,
        TransactionTimeoutMs = Milliseconds(options.TransactionTimeout),
        MessageTimeoutMs = Math.Min(Milliseconds(options.OperationTimeout), Milliseconds(options.TransactionTimeout)),
    }, delivered);

    /// <summary>A consumer that reads what it is told to, beside all groups.</summary>
    public IConsumer<byte[]?, byte[]?> Reader(string groupId, int queueKilobytes, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        var config = Consumer(groupId, queueKilobytes);
        config.IsolationLevel = isolation;
        return Built(() => Builder(config).Build());
    }

    /// <summary>A consumer of much, beside all groups.</summary>
    public BatchReader BatchReader(string groupId, int queueKilobytes)
    {
        // Much in few answers, which cost the brokers and this process more than what is in them; who waits for the newest waits so long at most.
        var config = Consumer(groupId, queueKilobytes, fetchBytes: 128 * 1024, fetchMilliseconds: 50);
        return Built(() => new BatchReader(Native(config), talk));
    }

    /// <summary>A member of a group. Shares are dealt round robin, by Kafka's own protocol.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="queueKilobytes">So much is fetched ahead.</param>
    /// <param name="given">Told the numbers of the shares that it has been given.</param>
    /// <param name="taken">Told that it has them no more.</param>
    public GroupReader Member(string groupId, int queueKilobytes, Action<IReadOnlyList<int>> given, Action taken)
    {
        var config = Consumer(groupId, queueKilobytes);
        config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.RoundRobin;
        config.SessionTimeoutMs = Milliseconds(options.SessionTimeout);
        config.HeartbeatIntervalMs = Math.Min(500, Milliseconds(options.SessionTimeout) / 6);
        // The member polls on a thread of its own, whatever its caller does; this bounds a process that stands still.
        config.MaxPollIntervalMs = Math.Max(60_000, Milliseconds(options.SessionTimeout));
        return Built(() => new GroupReader(config, talk, given, taken));
    }

    /// <summary>Settings as librdkafka has them.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Native(ClientConfig config) =>
        // Those of Confluent.Kafka's own are none of librdkafka's.
        config.Where(setting => !setting.Key.StartsWith("dotnet.", StringComparison.Ordinal));

    private static int Milliseconds(TimeSpan time) => (int)time.TotalMilliseconds;

    // The brokers answer once they have so much, and after so long whatever they have.
    private ConsumerConfig Consumer(string groupId, int queueKilobytes, int fetchBytes = 1, int fetchMilliseconds = 100) => new(Common(new(StringComparer.Ordinal)
    {
        ["fetch.min.bytes"] = fetchBytes.ToString(CultureInfo.InvariantCulture),
        ["fetch.wait.max.ms"] = fetchMilliseconds.ToString(CultureInfo.InvariantCulture),
        // A queue that is full is the rule here, since queues are small: the default would let a partition stand still for a second each time.
        ["fetch.queue.backoff.ms"] = "10",
        ["queued.max.messages.kbytes"] = queueKilobytes.ToString(CultureInfo.InvariantCulture),
    }))
    {
        GroupId = groupId,
        IsolationLevel = IsolationLevel.ReadCommitted,
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        EnablePartitionEof = true,
        ReceiveMessageMaxBytes = Math.Max(100_000_000, options.MaxRecordBytes + (2 * Overhead)),
    };

    private ConsumerBuilder<byte[]?, byte[]?> Builder(ConsumerConfig config) => new ConsumerBuilder<byte[]?, byte[]?>(config)
        .SetKeyDeserializer(Deserializers.ByteArray).SetValueDeserializer(Deserializers.ByteArray)
        .SetLogHandler((_, message) => talk.Write(message)).SetErrorHandler((_, _) => { });

    private NativeProducer Producer(ProducerConfig config, Delivered delivered)
    {
        config.MessageMaxBytes = options.MaxRecordBytes + Overhead;
        config.MessageTimeoutMs ??= Milliseconds(options.OperationTimeout);
        config.QueueBufferingMaxKbytes = Math.Max(MaxQueueKilobytes, 3 * ((options.MaxRecordBytes + Overhead) / 1024));
        return Built(() => new NativeProducer(Native(config), talk, delivered));
    }

    private Dictionary<string, string> Common() => Common([]);

    /// <summary>What all clients have.</summary>
    /// <param name="tuned">What this kind of client has besides, unless the user has set it otherwise.</param>
    private Dictionary<string, string> Common(Dictionary<string, string?> tuned)
    {
        var security = options.Security;
        var all = new Dictionary<string, string?>(tuned, StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = options.BootstrapServers,
            ["client.id"] = ClientId,
            ["allow.auto.create.topics"] = "false",
            ["socket.timeout.ms"] = Math.Clamp(Milliseconds(options.OperationTimeout), 1_000, 10_000).ToString(CultureInfo.InvariantCulture),
            ["reconnect.backoff.max.ms"] = "1000",
            ["retry.backoff.max.ms"] = "500",
            ["log.connection.close"] = "false",
            ["security.protocol"] = (security.Tls, security.Sasl) switch
            {
                (false, SaslMechanism.None) => "PLAINTEXT",
                (true, SaslMechanism.None) => "SSL",
                (false, _) => "SASL_PLAINTEXT",
                _ => "SASL_SSL",
            },
            ["ssl.ca.location"] = security.CaFile,
            ["ssl.certificate.location"] = security.CertificateFile,
            ["ssl.key.location"] = security.KeyFile,
            ["ssl.key.password"] = security.KeyPassword,
            ["ssl.endpoint.identification.algorithm"] = security is { Tls: true, VerifyHost: false } ? "none" : null,
            ["sasl.username"] = security.User,
            ["sasl.password"] = security.Password,
        };
        foreach (var (name, value) in Mechanism(security)) all[name] = value;
        foreach (var (name, value) in options.Properties) all[name] = value;
        return all.Where(each => each.Value is not null).ToDictionary(each => each.Key, each => each.Value!);
    }

    private static IEnumerable<(string Name, string? Value)> Mechanism(KafkaSecurity security) => security.Sasl switch
    {
        SaslMechanism.None => [],
        SaslMechanism.Plain => [("sasl.mechanism", "PLAIN")],
        SaslMechanism.ScramSha256 => [("sasl.mechanism", "SCRAM-SHA-256")],
        SaslMechanism.ScramSha512 => [("sasl.mechanism", "SCRAM-SHA-512")],
        _ =>
        [
            ("sasl.mechanism", "OAUTHBEARER"), ("sasl.oauthbearer.method", "oidc"), ("sasl.oauthbearer.token.endpoint.url", security.TokenEndpoint),
            ("sasl.oauthbearer.client.id", security.ClientId), ("sasl.oauthbearer.client.secret", security.ClientSecret), ("sasl.oauthbearer.scope", security.Scope),
        ],
    };

    // librdkafka refuses what the options' own check could not see, such as properties that do not go together.
    private static T Built<T>(Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException)
        {
            throw new LogException(LogError.Invalid, $"Kafka's client does not take its settings: {refused.Message}", refused);
        }
    }
}
