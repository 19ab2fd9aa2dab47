using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>The topic through which owners of partitions speak to each other. One record holds all that a transaction asks of one owner, or some hundred messages of it.</summary>
internal sealed class OwnerTopic
{
    public const string Name = "owner.v1";

    // 1 and 2 were JSON, 1 with each message's change whole; they are read alike.
    private const byte FormatVersion = 3;
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
        return StateJson.Read(stored.Value ?? default, RuntimeJson.Default.IReadOnlyListOwnerMessage, $"Record {stored.Offset} of topic '{Name}'", FormatVersion, Read);
    }

    private static List<OwnerMessage> Read(ref StateReader reader)
    {
        var messages = new List<OwnerMessage>();
        ChangeContext? last = null;
        while (!reader.End)
        {
            messages.Add(OwnerMessageFormat.Read(ref reader, ref last));
        }

        return messages;
    }

    private static byte[] Value(IReadOnlyList<OwnerMessage> messages, int from, out int next)
    {
        var to = from;
        var value = StateWriter.Write(FormatVersion, messages, (writer, all) =>
        {
            ChangeContext? last = null;
            do
            {
                OwnerMessageFormat.Write(writer, all[to++], ref last);
            }
            while (to < all.Count && writer.Length < EnoughBytes);
        });
        next = to;
        return value;
    }
}
