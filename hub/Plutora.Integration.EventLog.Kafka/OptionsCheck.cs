using System.Buffers;
using Confluent.Kafka;

namespace Plutora.Integration.EventLog.Kafka;

/// <summary>Says everything that is wrong with the options.</summary>
internal static class OptionsCheck
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>What exactly-once, or a setting of ours, rests on.</summary>
    private static readonly HashSet<string> Owned = new(StringComparer.Ordinal)
    {
        "bootstrap.servers", "metadata.broker.list", "transactional.id", "transaction.timeout.ms", "enable.idempotence", "acks", "request.required.acks", "max.in.flight", "max.in.flight.requests.per.connection",
        "enable.gapless.guarantee", "isolation.level", "group.id", "group.instance.id", "group.protocol", "partition.assignment.strategy", "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset",
        "enable.partition.eof", "session.timeout.ms", "heartbeat.interval.ms", "max.poll.interval.ms", "message.timeout.ms", "delivery.timeout.ms", "message.max.bytes", "receive.message.max.bytes",
        "allow.auto.create.topics", "client.id", "security.protocol", "sasl.mechanism", "sasl.mechanisms",
    };

    public static IEnumerable<string> Faults(KafkaLogOptions options) =>
        Plain(options).Concat(options.Security.Faults()).Concat(options.Properties.Select(Property).OfType<string>());

    /// <summary>Whether a property's value must not be shown.</summary>
    public static bool IsSecret(string property) =>
        property.Contains("password", StringComparison.Ordinal) || property.Contains("secret", StringComparison.Ordinal) || property.EndsWith(".pem", StringComparison.Ordinal)
        || property.Contains("jaas", StringComparison.Ordinal) || property.Contains("oauthbearer.config", StringComparison.Ordinal) || property.Contains("passphrase", StringComparison.Ordinal);

    private static IEnumerable<string> Plain(KafkaLogOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.BootstrapServers)) yield return "bootstrapServers is empty: name one broker at least, host:port.";
        else
        {
            foreach (var server in options.BootstrapServers.Split(',', StringSplitOptions.TrimEntries).Where(server => !IsServer(server)))
                yield return $"bootstrapServers has '{server}': expected host:port.";
        }

        if (string.IsNullOrWhiteSpace(options.CacheFolder)) yield return "cacheFolder is empty: name a folder of this process alone.";
        if (options.TopicPrefix.Length > 60 || options.TopicPrefix.AsSpan().ContainsAnyExcept(NameCharacters))
            yield return $"topicPrefix is '{options.TopicPrefix}': give at most 60 of a-z, A-Z, 0-9, '.', '_' and '-'.";
        if (options.ReplicationFactor < 1) yield return $"replicationFactor is {options.ReplicationFactor}: give 1 or more, or leave it out for the cluster's own.";
        if (options.MinInSyncReplicas < 1) yield return $"minInSyncReplicas is {options.MinInSyncReplicas}: give 1 or more, or leave it out for the cluster's own.";
        if (options.MinInSyncReplicas > options.ReplicationFactor)
            yield return $"minInSyncReplicas is {options.MinInSyncReplicas}, more than replicationFactor ({options.ReplicationFactor}): nothing could ever be stored.";
        if (options.Shares is < 1 or > 256) yield return $"shares is {options.Shares}: give 1 to 256.";
        if (options.MaxRecordBytes is < 1 or > 500_000_000) yield return $"maxRecordBytes is {options.MaxRecordBytes}: give 1 to 500000000.";
        if (options.OperationTimeout < TimeSpan.FromSeconds(1) || options.OperationTimeout > TimeSpan.FromMinutes(10)) yield return $"operationTimeout is {options.OperationTimeout}: give 1 second to 10 minutes.";
        if (options.TransactionTimeout < TimeSpan.FromSeconds(5) || options.TransactionTimeout > TimeSpan.FromMinutes(15)) yield return $"transactionTimeout is {options.TransactionTimeout}: give 5 seconds to 15 minutes.";
        if (options.SessionTimeout < TimeSpan.FromSeconds(6) || options.SessionTimeout > TimeSpan.FromMinutes(5)) yield return $"sessionTimeout is {options.SessionTimeout}: give 6 seconds to 5 minutes.";
    }

    private static bool IsServer(string server)
    {
        var port = server.LastIndexOf(':');
        return port > 0 && ushort.TryParse(server.AsSpan(port + 1), out var number) && number > 0;
    }

    /// <summary>Asks librdkafka itself about one property, by a client that is never used.</summary>
    private static string? Property(KeyValuePair<string, string> property)
    {
        if (Owned.Contains(property.Key)) return $"properties.{property.Key} cannot be set: the engine sets it itself, since its promises or another setting rest on it.";
        try
        {
            new ProducerBuilder<Null, Null>(new ClientConfig(new Dictionary<string, string> { [property.Key] = property.Value })).Build().Dispose();
            return null;
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException or KafkaException)
        {
            return refused.Message.Contains("No such configuration property", StringComparison.Ordinal)
                ? $"properties.{property.Key} is no property of librdkafka: see its CONFIGURATION.md for the names."
                : $"properties.{property.Key} is not taken by librdkafka{(IsSecret(property.Key) ? "" : ": " + refused.Message)}.";
        }
    }
}
