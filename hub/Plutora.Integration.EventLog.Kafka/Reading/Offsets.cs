using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.Reading;

/// <summary>Where partitions begin and end.</summary>
internal static class Offsets
{
    /// <summary>Behind the newest record that committed readers may see.</summary>
    public static Task<Dictionary<KafkaPartition, long>> CommittedEndsAsync(KafkaCluster kafka, IReadOnlyCollection<KafkaPartition> partitions, CancellationToken ct) =>
        AskAsync(kafka, partitions, OffsetSpec.Latest(), IsolationLevel.ReadCommitted, ct);

    /// <summary>Behind the newest record, of a transaction that is still open too.</summary>
    public static Task<Dictionary<KafkaPartition, long>> EndsAsync(KafkaCluster kafka, IReadOnlyCollection<KafkaPartition> partitions, CancellationToken ct) =>
        AskAsync(kafka, partitions, OffsetSpec.Latest(), IsolationLevel.ReadUncommitted, ct);

    /// <summary>The oldest offset kept.</summary>
    public static Task<Dictionary<KafkaPartition, long>> StartsAsync(KafkaCluster kafka, IReadOnlyCollection<KafkaPartition> partitions, CancellationToken ct) =>
        AskAsync(kafka, partitions, OffsetSpec.Earliest(), IsolationLevel.ReadUncommitted, ct);

    private static async Task<Dictionary<KafkaPartition, long>> AskAsync(KafkaCluster kafka, IReadOnlyCollection<KafkaPartition> partitions, OffsetSpec spec, IsolationLevel isolation, CancellationToken ct)
    {
        if (partitions.Count == 0) return [];
        var asked = partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec }).ToList();
        var told = await kafka.CallAsync("tell where partitions begin and end", new("Describe", $"topics '{kafka.Names.Prefix}*'"), timeout => AskAsync(kafka.Admin, asked, isolation, timeout), ct).ConfigureAwait(false);
        return told.ToDictionary(each => each.TopicPartition, each => Math.Max(0, each.Offset.Value));
    }

    /// <summary>A topic that is being deleted is left out.</summary>
    private static async Task<IEnumerable<TopicPartitionOffsetError>> AskAsync(IAdminClient admin, List<TopicPartitionOffsetSpec> asked, IsolationLevel isolation, TimeSpan timeout)
    {
        try
        {
            return (await admin.ListOffsetsAsync(asked, new() { IsolationLevel = isolation, RequestTimeout = timeout }).ConfigureAwait(false)).ResultInfos.Select(each => each.TopicPartitionOffsetError);
        }
        catch (ListOffsetsException partly) when (partly.Result.ResultInfos.Select(each => each.TopicPartitionOffsetError).All(each => !each.Error.IsError || each.Error.Code == ErrorCode.UnknownTopicOrPart))
        {
            return partly.Result.ResultInfos.Select(each => each.TopicPartitionOffsetError).Where(each => !each.Error.IsError);
        }
        catch (ListOffsetsException moved) when (KafkaFault.Told(moved).Code is ErrorCode.FencedLeaderEpoch or ErrorCode.UnknownLeaderEpoch or ErrorCode.NotLeaderForPartition)
        {
            // The client goes on asking by what it knows of the leaders until it asks for that anew, which it does not by itself.
            await KafkaCluster.BlockAsync(() => admin.GetMetadata(timeout)).ConfigureAwait(false);
            throw;
        }
    }
}
