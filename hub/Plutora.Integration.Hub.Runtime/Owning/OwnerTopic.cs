using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>The topic through which owners of partitions speak to each other. One record holds all that a transaction asks of one owner.</summary>
internal sealed class OwnerTopic
{
    public const string Name = "owner.v1";
    private const int MostBytes = 4 * 1024 * 1024;
    private readonly IReadOnlyList<string> _keys;

    /// <param name="partitions">As many as the raw topics have, so that a partition's records and its entities have one owner.</param>
    public OwnerTopic(int partitions) => _keys = Partitioner.KeysOf(partitions);

    public int Partitions => _keys.Count;

    /// <summary>A key that lies in a partition.</summary>
    public string KeyOf(int partition) => _keys[partition];

    public int PartitionOf(OwnerMessage message) => Partitioner.PartitionOf(message.PartitionKey, Partitions);

    /// <summary>What is asked of one owner, as records that stay well below the log's limit.</summary>
    public IEnumerable<LogEntry> Entries(int partition, IReadOnlyList<OwnerMessage> messages)
    {
        for (var from = 0; from < messages.Count;)
        {
            var count = messages.Count - from;
            var value = Value(messages, from, count);
            while (value.Length > MostBytes && count > 1)
            {
                count = Math.Max(1, count / 2);
                value = Value(messages, from, count);
            }

            yield return new(Name, _keys[partition], value);
            from += count;
        }
    }

    public static IReadOnlyList<OwnerMessage> Read(LogRecord stored) =>
        StateJson.Read(stored.Value ?? default, RuntimeJson.Default.IReadOnlyListOwnerMessage, $"Record {stored.Offset} of topic '{Name}'");

    private static byte[] Value(IReadOnlyList<OwnerMessage> messages, int from, int count) =>
        StateJson.Write<IReadOnlyList<OwnerMessage>>([.. messages.Skip(from).Take(count)], RuntimeJson.Default.IReadOnlyListOwnerMessage);
}
