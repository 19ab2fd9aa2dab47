using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.Reading;

/// <summary>Where partitions begin and end.</summary>
internal static class Offsets
{
    /// <summary>So long a broker has to answer: one that is gone never does, and who leads instead is only learned by asking anew.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Behind the newest record that committed readers may see.</summary>
    public static Task<Dictionary<KafkaPartition, long>> CommittedEndsAsync(KafkaCluster kafka, IReadOnlyCollection<KafkaPartition> partitions, CancellationToken ct) =>
        AskAsync(kafka, partitions, OffsetSpec.Latest(), IsolationLevel.ReadCommitted, ct);

    /// <summary>Behind the newest record, of a transaction that is still open too.</summary>
    public static Task<Dictionary<KafkaPartition, long>> EndsAsync(KafkaCluster kafka, IReadOnlyCollection<KafkaPartition> partitions, CancellationToken ct) =>
        AskAsync(kafka, partitions, OffsetSpec.Latest(), IsolationLevel.ReadUncommitted, ct);

    /// <summary>The oldest offset kept.</summary>
    public static Task<Dictionary<KafkaPartition, long>> StartsAsync(KafkaCluster kafka, IReadOnlyCollection<KafkaPartition> partitions, CancellationToken ct) =>
        AskAsync(kafka, partitions, OffsetSpec.Earliest(), IsolationLevel.ReadUncommitted, ct);

    /// <summary>Asks until it is told of all partitions, but for those of a topic that is being deleted.</summary>
    /// <param name="kafka">The cluster.</param>
    /// <param name="list">Asks once, within a time.</param>
    /// <param name="refresh">Asks anew which brokers lead.</param>
    /// <param name="ct">Gives up.</param>
    internal static async Task<Dictionary<KafkaPartition, long>> AskAsync(KafkaCluster kafka, Func<TimeSpan, Task<ListOffsetsResult>> list, Action<TimeSpan> refresh, CancellationToken ct)
    {
        var told = await kafka.CallAsync("tell where partitions begin and end", new("Describe", $"topics '{kafka.Names.Prefix}*'"), timeout => OnceAsync(kafka.Names, list, refresh, timeout), ct).ConfigureAwait(false);
        return told.ToDictionary(each => each.TopicPartition, each => Math.Max(0, each.Offset.Value));
    }

    private static async Task<Dictionary<KafkaPartition, long>> AskAsync(KafkaCluster kafka, IReadOnlyCollection<KafkaPartition> partitions, OffsetSpec spec, IsolationLevel isolation, CancellationToken ct)
    {
        if (partitions.Count == 0) return [];
        var asked = partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec }).ToList();
        return await AskAsync(kafka, timeout => kafka.Admin.ListOffsetsAsync(asked, new() { IsolationLevel = isolation, RequestTimeout = timeout }), timeout => kafka.Admin.GetMetadata(timeout), ct).ConfigureAwait(false);
    }

    private static async Task<IEnumerable<TopicPartitionOffsetError>> OnceAsync(LogNames names, Func<TimeSpan, Task<ListOffsetsResult>> list, Action<TimeSpan> refresh, TimeSpan timeout)
    {
        var patience = timeout < Patience ? timeout : Patience;
        try
        {
            return (await list(patience).ConfigureAwait(false)).ResultInfos.Select(each => each.TopicPartitionOffsetError);
        }
        catch (KafkaException failed)
        {
            var told = failed is ListOffsetsException partly ? partly.Result.ResultInfos.ConvertAll(each => each.TopicPartitionOffsetError) : [];
            if (told.Count > 0 && Fault(told, names) is null) return told.Where(each => !each.Error.IsError);
            var fault = Fault(told, names) ?? failed.Error;
            // The client goes on asking by what it knows of the leaders until it asks for that anew, which it does not by itself.
            if (KafkaFault.IsPassing(fault)) await KafkaCluster.BlockAsync(() => refresh(patience)).ConfigureAwait(false);
            throw new KafkaException(fault, failed);
        }
    }

    /// <summary>What keeps the answer from being whole. A topic that is being deleted does not, and hides nothing that is wrong with others.</summary>
    private static Error? Fault(List<TopicPartitionOffsetError> told, LogNames names) =>
        told.Find(each => each.Error.IsError && each.Error.Code != ErrorCode.UnknownTopicOrPart)?.Error
        // The log's own are never deleted while it is open: the broker has not heard of them yet.
        ?? (told.Exists(each => each.Error.IsError && names.IsOwn(each.Topic)) ? new Error(ErrorCode.LeaderNotAvailable) : null);
}
