namespace Plutora.Integration.EventLog.Kafka.Reading;

/// <summary>Since when what committed readers may see has not gone on though more is written.</summary>
/// <param name="limit">For so long a transaction may be open.</param>
/// <param name="time">The clock.</param>
internal sealed class Standstills(TimeSpan limit, TimeProvider time)
{
    /// <summary>Says where.</summary>
    public static string Sentence(KafkaPartitionOffset place) =>
        $"readers stand still at offset {place.Offset.Value} of partition {place.Partition.Value} of '{place.Topic}', behind a transaction that is open there; what is behind it is stored and not read.";

    /// <summary>Says what to do, as the end of a sentence.</summary>
    public static string Remedy(KafkaPartitionOffset place, KafkaLogOptions options) =>
        "see 'Transactions that hang' in docs/administrators/kafka.md; the command that ends it: "
        + $"kafka-transactions.sh --bootstrap-server {options.BootstrapServers} abort --topic {place.Topic} --partition {place.Partition.Value} --start-offset {place.Offset.Value}";

    private Dictionary<KafkaPartition, (long End, long Since)> behind = [];

    /// <summary>Takes where partitions end.</summary>
    /// <param name="committed">Behind the newest record that committed readers may see.</param>
    /// <param name="written">Behind the newest record.</param>
    /// <returns>Where they have stood still for longer than the limit, each with its offset: the first record of the transaction that is open.</returns>
    public IReadOnlyList<KafkaPartitionOffset> Look(IReadOnlyDictionary<KafkaPartition, long> committed, IReadOnlyDictionary<KafkaPartition, long> written)
    {
        var now = time.GetTimestamp();
        behind = committed.Where(each => written.TryGetValue(each.Key, out var end) && each.Value < end)
            .ToDictionary(each => each.Key, each => behind.TryGetValue(each.Key, out var before) && before.End == each.Value ? before : (each.Value, now));
        return
        [
            .. behind.Where(each => time.GetElapsedTime(each.Value.Since, now) > limit).Select(each => new KafkaPartitionOffset(each.Key, each.Value.End))
                .OrderBy(place => place.Topic, StringComparer.Ordinal).ThenBy(place => place.Partition.Value),
        ];
    }
}
