using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>Records as Kafka has them. Key and headers are what the caller gives, in UTF-8, so that any client reads CloudEvents in the binary binding.</summary>
internal static class RecordCodec
{
    /// <param name="entry">The entry.</param>
    /// <param name="now">The time of entries that have none, and the latest that one may have.</param>
    /// <param name="before">What was written before it. An entity's event goes to two topics with the same headers, which are encoded once; and most headers of one event stand in the next one too.</param>
    /// <param name="written">Message of <paramref name="before"/>.</param>
    public static Message<byte[]?, byte[]?> Write(LogEntry entry, DateTimeOffset now, LogEntry? before = null, Message<byte[]?, byte[]?>? written = null) => new()
    {
        // No key and the empty key are one to the log; without one, Kafka shows none.
        Key = entry.Key.Length == 0 ? null : Encoding.UTF8.GetBytes(entry.Key),
        Value = Bytes(entry.Value),
        Headers = before is not null && ReferenceEquals(before.Headers, entry.Headers) ? written!.Headers : Headers(entry.Headers, before?.Headers ?? [], written?.Headers),
        Timestamp = new((entry.Time is { } time && time < now ? time : now).ToUnixTimeMilliseconds(), TimestampType.CreateTime),
    };

    public static LogRecord Read(ConsumeResult<byte[]?, byte[]?> result, string topic, LogPosition position)
    {
        var message = result.Message;
        return new(topic, result.Partition.Value, result.Offset.Value, position, message.Key is { } key ? Encoding.UTF8.GetString(key) : "",
            // The cast keeps a tombstone null: a null array would convert to an empty value.
            message.Value is { } value ? (ReadOnlyMemory<byte>?)value : null, Headers(message.Headers), DateTimeOffset.FromUnixTimeMilliseconds(message.Timestamp.UnixTimestampMs));
    }

    public static byte[]? Bytes(ReadOnlyMemory<byte>? value) => value switch
    {
        null => null,
        { } bytes when MemoryMarshal.TryGetArray(bytes, out var part) && part.Array is { } array && part.Offset == 0 && part.Count == array.Length => array,
        { } bytes => bytes.ToArray(),
    };

    public static int Size(ConsumeResult<byte[]?, byte[]?> result) => (result.Message.Value?.Length ?? 0) + (result.Message.Key?.Length ?? 0);

    private static Headers? Headers(IReadOnlyList<KeyValuePair<string, string>> headers, IReadOnlyList<KeyValuePair<string, string>> before, Headers? written)
    {
        if (headers.Count == 0) return null;
        var all = new Headers();
        for (var i = 0; i < headers.Count; i++)
        {
            var (name, value) = headers[i];
            var stands = i < before.Count && before[i].Key == name && before[i].Value == value;
            all.Add(stands ? (Header)written![i] : new Header(name, Encoding.UTF8.GetBytes(value)));
        }

        return all;
    }

    private static KeyValuePair<string, string>[] Headers(Headers? headers)
    {
        if (headers is null || headers.Count == 0) return [];
        var all = new KeyValuePair<string, string>[headers.Count];
        for (var i = 0; i < all.Length; i++) all[i] = new(headers[i].Key, headers[i].GetValueBytes() is { } value ? Encoding.UTF8.GetString(value) : "");
        return all;
    }
}
