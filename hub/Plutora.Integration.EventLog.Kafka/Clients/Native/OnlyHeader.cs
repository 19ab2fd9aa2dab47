namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary>
/// Reads the header of a record that has one from where librdkafka received it: librdkafka's own call makes a list, an object and copies of it, which is a fifth of what reading a large state takes.
/// </summary>
/// <remarks>
/// librdkafka gives key and value as places in the batch that the brokers sent, where a record goes on behind its value with its headers. That this is so is seen before anything else is looked at: between key and value lies
/// the value's length, in as many bytes as Kafka writes it in, and in no other way. Whatever looks otherwise is left to librdkafka.
/// </remarks>
internal static unsafe class OnlyHeader
{
    // A length of four bytes could be one of Kafka's older formats, which have no headers.
    private const int MaxLengthBytes = 3;

    /// <summary>The value of the only header when it is there, has this name, and can be read so.</summary>
    /// <param name="message">A record.</param>
    /// <param name="name">The header's name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>False of all else, which says nothing of the record.</returns>
    public static bool TryRead(NativeMessage* message, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (message->Key == null || message->Payload == null) return false;
        var at = message->Key + message->KeyLength;
        var between = message->Payload - at;
        if (between is < 1 or > MaxLengthBytes || !TryLength(ref at, out var length) || at != message->Payload || length != message->PayloadLength) return false;
        at += length;
        if (!TryLength(ref at, out var count) || count != 1 || !TryLength(ref at, out var nameLength) || nameLength != name.Length || !new ReadOnlySpan<byte>(at, nameLength).SequenceEqual(name)) return false;
        at += nameLength;
        if (!TryLength(ref at, out var valueLength)) return false;
        value = new(at, valueLength);
        return true;
    }

    // Kafka's varint: seven bits a byte, the lowest first; the sign is the lowest bit.
    private static bool TryLength(ref byte* at, out int length)
    {
        length = 0;
        for (var i = 0; i < MaxLengthBytes; i++)
        {
            var part = *at++;
            length |= (part & 0x7F) << (7 * i);
            if (part >= 0x80) continue;
            var isNegative = (length & 1) == 1;
            length >>= 1;
            return !isNegative;
        }

        return false;
    }
}
