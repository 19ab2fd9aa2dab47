using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka;

/// <summary>How a log on Kafka is opened.</summary>
/// <param name="BootstrapServers">Brokers to ask first, <c>host:port</c>, separated by commas.</param>
/// <param name="CacheFolder">Folder of this process alone, in which the state is kept readable. It may be deleted while the log is closed: it is rebuilt from the log.</param>
public sealed record KafkaLogOptions(string BootstrapServers, string CacheFolder)
{
    /// <summary>What the names of all topics, groups and transactional ids begin with, so that logs share a cluster; empty by default, at most 60 of <c>a-z A-Z 0-9 . _ -</c>.</summary>
    public string TopicPrefix { get; init; } = "";

    /// <summary>Replicas of each topic made, from 1; null, the default, leaves it to the cluster.</summary>
    public short? ReplicationFactor { get; init; }

    /// <summary>Replicas that must have a record before it is acknowledged, from 1; null, the default, leaves it to the cluster.</summary>
    public short? MinInSyncReplicas { get; init; }

    /// <summary>
    /// Into how many shares a group's work is cut, 1 to 256; 24 by default. Partition p of every topic belongs to share p modulo this, and a share has one owner.
    /// Fixed when the log is made; also the number of partitions of its state.
    /// </summary>
    public int Shares { get; init; } = 24;

    /// <summary>The largest value of a record in bytes; 25 MB (25,000,000) by default, at most 500 MB.</summary>
    public int MaxRecordBytes { get; init; } = 25_000_000;

    /// <summary>How long an operation tries before it fails, 1 second to 10 minutes; 30 seconds by default.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a transaction may be open at the brokers, 5 seconds to 15 minutes; 15 seconds by default. For so long, and up to 10 seconds more, one that a killed process left behind
    /// hides what is behind it in its partitions, unless its transactional id is taken over before.
    /// </summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a member of a group may be silent before its work goes to others, 6 seconds to 5 minutes (the broker has limits of its own); 8 seconds by default.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>TLS and SASL.</summary>
    public KafkaSecurity Security { get; init; } = new();

    /// <summary>Properties of librdkafka for every client, as its documentation names them; those that the engine relies on are refused.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>The clock that stamps records.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes what asks the brokers about topics, for a cluster that does not know all of the requests.</summary>
    internal Func<KafkaCluster, TopicAdmin>? Topics { get; init; }

    /// <summary>Readers that wait for a transaction for so long wait in vain: the brokers look after its time limit once a minute at least, where they are set as documented.</summary>
    internal TimeSpan StandstillAfter
    {
        get => field == TimeSpan.Zero ? TransactionTimeout + TimeSpan.FromSeconds(75) : field;
        init;
    }

    /// <summary>Opened to be copied, or as a copy: marks of a copy do not keep it from being opened.</summary>
    internal bool ForCopy { get; init; }

    /// <summary>What the log is a copy of, when it is to be made as one.</summary>
    internal StoredCopy? CopyOf { get; init; }

    /// <summary>Where the log tells what it does.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Whether the value of a property of librdkafka is a secret: it is never shown.</summary>
    public static bool IsSecret(string property) => OptionsCheck.IsSecret(property);

    /// <summary>What may be shown.</summary>
    public override string ToString() => $"Kafka {BootstrapServers}, topics '{TopicPrefix}*', {Security}";

    /// <summary>Everything that is wrong with the options, each as one sentence that begins with the setting; empty when they can be used. Nothing is connected to.</summary>
    public IReadOnlyList<string> Faults() => [.. OptionsCheck.Faults(this)];
}
