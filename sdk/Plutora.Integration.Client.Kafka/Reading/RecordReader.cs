using System.Net;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Client.Kafka.Reading;

/// <summary>Reads a record in Kafka's binary binding of CloudEvents.</summary>
internal static class RecordReader
{
    /// <summary>The event with the position after it; without an event where a tombstone ends what came before.</summary>
    /// <exception cref="HubException">The record is no normalized event.</exception>
    public static ReceivedEvent Read(ConsumeResult<byte[]?, byte[]?> result, string position)
    {
        if (result.Message.Value is not { } value)
        {
            return new(position, null, ReadOnlyMemory<byte>.Empty);
        }

        try
        {
            var told = BinaryEvent.Read([.. result.Message.Headers.Select(h => KeyValuePair.Create(h.Key, h.GetValueBytes() is { } bytes ? Encoding.UTF8.GetString(bytes) : ""))], value);
            return new(position, told, StructuredEvent.ToBytes(told));
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException)
        {
            throw new HubException(HttpStatusCode.OK, $"Topic '{result.Topic}' holds what is no normalized event (partition {result.Partition.Value}, offset {result.Offset.Value}): {wrong.Message}", []);
        }
    }
}
