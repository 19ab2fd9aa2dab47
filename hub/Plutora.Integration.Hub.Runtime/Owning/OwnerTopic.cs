using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>The topic through which owners of partitions speak to each other. One record holds all that a transaction asks of one owner, or some hundred messages of it.</summary>
internal sealed class OwnerTopic
{
    public const string Name = "owner.v1";

    // 1 had each message's change whole, and is read alike.
    private const byte FormatVersion = 2;
    private const int EnoughBytes = 64 * 1024;
    private readonly IReadOnlyList<string> _keys;

    /// <param name="partitions">As many as the raw topics have, so that a partition's records and its entities have one owner.</param>
    public OwnerTopic(int partitions) => _keys = Partitioner.KeysOf(partitions);

    public int Partitions => _keys.Count;

    /// <summary>A key that lies in a partition.</summary>
    public string KeyOf(int partition) => _keys[partition];

    public int PartitionOf(OwnerMessage message) => Partitioner.PartitionOf(message.PartitionKey, Partitions);

    /// <summary>What is asked of one owner, in order, as records that are no larger than what the collector keeps among small objects, unless one message is.</summary>
    public IEnumerable<LogEntry> Entries(int partition, IReadOnlyList<OwnerMessage> messages)
    {
        for (var from = 0; from < messages.Count;)
        {
            var value = Value(messages, from, out from);
            yield return new(Name, _keys[partition], value);
        }
    }

    public static IReadOnlyList<OwnerMessage> Read(LogRecord stored)
    {
        using var row = SharedChange.Begin();
        return StateJson.Read(stored.Value ?? default, RuntimeJson.Default.IReadOnlyListOwnerMessage, $"Record {stored.Offset} of topic '{Name}'", FormatVersion);
    }

    private static byte[] Value(IReadOnlyList<OwnerMessage> messages, int from, out int next)
    {
        var to = from;
        using var row = SharedChange.Begin();
        var value = JsonScratch.Write([FormatVersion], messages, (writer, all) =>
        {
            writer.WriteStartArray();
            do
            {
                JsonSerializer.Serialize(writer, all[to++], RuntimeJson.Default.OwnerMessage);
            }
            while (to < all.Count && writer.BytesCommitted + writer.BytesPending < EnoughBytes);
            writer.WriteEndArray();
        });
        next = to;
        return value;
    }
}
