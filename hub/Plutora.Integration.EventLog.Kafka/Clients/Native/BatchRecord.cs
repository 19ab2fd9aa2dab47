using System.Text;
using Confluent.Kafka;

namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary>A record of a batch, the end of a partition, or an error; its bytes are librdkafka's, and valid until the next batch.</summary>
internal readonly unsafe ref struct BatchRecord(NativeMessage* message)
{
    private readonly NativeMessage* message = message;

    public bool IsEnd => (ErrorCode)message->Error == ErrorCode.Local_PartitionEOF;

    /// <summary>What kept from reading on; null of a record and of an end.</summary>
    public Error? Error => message->Error == 0 || IsEnd
        ? null
        : message->Payload == null ? new Error((ErrorCode)message->Error) : new Error((ErrorCode)message->Error, Encoding.UTF8.GetString(Bytes(message->Payload, message->PayloadLength)));

    public int Partition => message->Partition;

    /// <summary>Where it stands, or of an end, where the next one will.</summary>
    public long Offset => message->Offset;

    public ReadOnlySpan<byte> Key => Bytes(message->Key, message->KeyLength);

    /// <summary>Whether it has no value, which is not an empty one.</summary>
    public bool IsTombstone => message->Payload == null;

    public ReadOnlySpan<byte> Value => Bytes(message->Payload, message->PayloadLength);

    /// <summary>The last header of a name.</summary>
    /// <param name="name">The name, ended by a NUL.</param>
    /// <param name="value">Its value.</param>
    public bool TryGetHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Librdkafka.MessageHeaders(message, out var headers) != 0) return false;
        fixed (byte* ended = name)
            if (Librdkafka.HeaderLast(headers, ended, out var bytes, out var size) != 0 || bytes == null) return false;
            else value = Bytes(bytes, size);
        return true;
    }

    private static ReadOnlySpan<byte> Bytes(byte* bytes, nint size) => bytes == null ? default : new(bytes, checked((int)size));
}
