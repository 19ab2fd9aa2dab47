using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Groups;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary>A record of a batch, the end of a partition, or an error; its bytes are librdkafka's, and valid until the next batch.</summary>
internal readonly unsafe ref struct BatchRecord(NativeMessage* message) : IFetchedRecord
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

    /// <inheritdoc/>
    public nint Topic => message->Topic;

    /// <inheritdoc/>
    public string TopicName => NativeError.Text(Librdkafka.TopicName(message->Topic));

    /// <summary>In milliseconds since 1970 UTC.</summary>
    public long Timestamp => Librdkafka.MessageTimestamp(message, null);

    /// <inheritdoc/>
    public int Size => checked((int)(message->KeyLength + message->PayloadLength));

    /// <summary>librdkafka's headers; zero when it has none.</summary>
    public nint Headers => Librdkafka.MessageHeaders(message, out var headers) == 0 ? headers : 0;

    /// <summary>A header by its place; false behind the last.</summary>
    /// <param name="headers">What <see cref="Headers"/> gives.</param>
    /// <param name="index">From zero.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public static bool TryGetHeader(nint headers, int index, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        if (headers == 0 || Librdkafka.HeaderAt(headers, index, out var ended, out var bytes, out var size) != 0) return false;
        name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(ended);
        value = Bytes(bytes, size);
        return true;
    }

    /// <inheritdoc/>
    public LogRecord Read(string topic, LogPosition position, IReadOnlyList<KeyValuePair<string, string>> before) => RecordCodec.Read(this, topic, position, before);

    /// <summary>The last header of a name.</summary>
    /// <param name="name">The name, ended by a NUL.</param>
    /// <param name="value">Its value.</param>
    public bool TryGetHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        if (TryGetOnlyHeader(name[..^1], out value)) return true;
        value = default;
        if (Librdkafka.MessageHeaders(message, out var headers) != 0) return false;
        fixed (byte* ended = name)
            if (Librdkafka.HeaderLast(headers, ended, out var bytes, out var size) != 0 || bytes == null) return false;
            else value = Bytes(bytes, size);
        return true;
    }

    /// <inheritdoc cref="OnlyHeader.TryRead"/>
    public bool TryGetOnlyHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => OnlyHeader.TryRead(message, name, out value);

    private static ReadOnlySpan<byte> Bytes(byte* bytes, nint size) => bytes == null ? default : new(bytes, checked((int)size));
}
