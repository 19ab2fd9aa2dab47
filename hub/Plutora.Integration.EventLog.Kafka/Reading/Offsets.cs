using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.Reading;

/// <summary>Where partitions begin and end.</summary>
internal static class Offsets
{
    // Kafka's own, in place of a time.
    private const long Latest = -1, Earliest = -2;

    /// <summary>So long a broker has to answer: one that is gone never does, and who leads instead is only learned by asking anew.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Behind the newest record that committed readers may see.</summary>
    public static Task<Dictionary<KafkaPartition, long>> CommittedEndsAsync(KafkaCluster kafka, IReadOnlyCollection<KafkaPartition> partitions, CancellationToken ct) =>
        AskAsync(kafka, partitions, kafka.CommittedOffsets, Latest, ct);

    /// <summary>Behind the newest record, of a transaction that is still open too.</summary>
    public static Task<Dictionary<KafkaPartition, long>> EndsAsync(KafkaCluster kafka, IReadOnlyCollection<KafkaPartition> partitions, CancellationToken ct) =>
        AskAsync(kafka, partitions, kafka.WrittenOffsets, Latest, ct);

    /// <summary>The oldest offset kept.</summary>
    public static Task<Dictionary<KafkaPartition, long>> StartsAsync(KafkaCluster kafka, IReadOnlyCollection<KafkaPartition> partitions, CancellationToken ct) =>
        AskAsync(kafka, partitions, kafka.WrittenOffsets, Earliest, ct);

    /// <summary>Asks until it is told of all partitions, but for those of a topic that is being deleted.</summary>
    internal static async Task<Dictionary<KafkaPartition, long>> AskAsync(KafkaCluster kafka, IReadOnlyCollection<KafkaPartition> partitions, IOffsetClient client, long place, CancellationToken ct)
    {
        if (partitions.Count == 0) return [];
        var told = await kafka.CallAsync("tell where partitions begin and end", new("Describe", $"topics '{kafka.Names.Prefix}*'"),
            timeout => KafkaCluster.BlockAsync(() => Once(kafka.Names, partitions, client, place, timeout < Patience ? timeout : Patience)), ct).ConfigureAwait(false);
        return told.ToDictionary(each => each.TopicPartition, each => Math.Max(0, each.Offset.Value));
    }

    private static IReadOnlyList<TopicPartitionOffsetError> Once(LogNames names, IReadOnlyCollection<KafkaPartition> partitions, IOffsetClient client, long place, TimeSpan patience)
    {
        Error fault;
        try
        {
            var told = client.List(partitions, place, patience);
            if (Fault(told, names) is not { } wrong) return [.. told.Where(each => !each.Error.IsError)];
            fault = wrong;
        }
        catch (KafkaException failed)
        {
            fault = failed.Error;
        }

        // So it says of partitions that do not exist, when it was asked for no other, and of those whose leader is away.
        if (IsUnknown(fault))
        {
            var topics = partitions.Select(partition => partition.Topic).Distinct().ToList();
            var looks = topics.ConvertAll(topic => client.Look(topic, patience));
            if (looks.TrueForAll(IsUnknown) && !topics.Exists(names.IsOwn)) return [];
            fault = looks.Find(KafkaFault.IsForbidden) ?? new(ErrorCode.LeaderNotAvailable);
        }

        // The client goes on asking by what it knows of the leaders until it asks for that anew, which it does not by itself.
        if (KafkaFault.IsPassing(fault)) client.Refresh(patience);
        throw new KafkaException(fault);
    }

    /// <summary>What keeps the answer from being whole. A topic that is being deleted does not, and hides nothing that is wrong with others.</summary>
    private static Error? Fault(IReadOnlyList<TopicPartitionOffsetError> told, LogNames names) =>
        told.FirstOrDefault(each => each.Error.IsError && !IsUnknown(each.Error))?.Error
        // The log's own are never deleted while it is open: the broker has not heard of them yet.
        ?? (told.Any(each => each.Error.IsError && names.IsOwn(each.Topic)) ? new Error(ErrorCode.LeaderNotAvailable) : null);

    private static bool IsUnknown(Error error) => error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition;
}
