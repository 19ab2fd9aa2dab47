using System.Text;
using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients.Native;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>Records as Kafka has them. Key and headers are what the caller gives, in UTF-8, so that any client reads CloudEvents in the binary binding.</summary>
internal static class RecordCodec
{
    /// <param name="partition">Where it goes.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="now">The time of entries that have none, and the latest that one may have.</param>
    public static Outgoing Write(KafkaPartition partition, LogEntry entry, DateTimeOffset now) =>
        new(partition, null, entry.Key, entry.Value, entry.Headers, (entry.Time is { } time && time < now ? time : now).ToUnixTimeMilliseconds());

    public static LogRecord Read(ConsumeResult<byte[]?, byte[]?> result, string topic, LogPosition position)
    {
        var message = result.Message;
        return new(topic, result.Partition.Value, result.Offset.Value, position, message.Key is { } key ? Encoding.UTF8.GetString(key) : "",
            // The cast keeps a tombstone null: a null array would convert to an empty value.
            message.Value is { } value ? (ReadOnlyMemory<byte>?)value : null, Headers(message.Headers), DateTimeOffset.FromUnixTimeMilliseconds(message.Timestamp.UnixTimestampMs));
    }

    /// <summary>A record of a batch, as it outlives that.</summary>
    /// <param name="record">The record.</param>
    /// <param name="topic">The log's name of its topic.</param>
    /// <param name="position">Where a read resumes behind it.</param>
    /// <param name="before">Headers of a record before: what stands in both is kept once.</param>
    public static LogRecord Read(in BatchRecord record, string topic, LogPosition position, IReadOnlyList<KeyValuePair<string, string>> before) =>
        new(topic, record.Partition, record.Offset, position, Encoding.UTF8.GetString(record.Key), record.IsTombstone ? null : (ReadOnlyMemory<byte>?)record.Value.ToArray(),
            Headers(record, before), DateTimeOffset.FromUnixTimeMilliseconds(record.Timestamp));

    public static int Size(ConsumeResult<byte[]?, byte[]?> result) => (result.Message.Value?.Length ?? 0) + (result.Message.Key?.Length ?? 0);

    private static KeyValuePair<string, string>[] Headers(in BatchRecord record, IReadOnlyList<KeyValuePair<string, string>> before)
    {
        var headers = record.Headers;
        if (headers == 0) return [];
        var all = new KeyValuePair<string, string>[Librdkafka.HeaderCount(headers)];
        for (var i = 0; i < all.Length && BatchRecord.TryGetHeader(headers, i, out var name, out var value); i++)
            all[i] = i < before.Count ? new(Text(name, before[i].Key), Text(value, before[i].Value)) : new(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value));
        return all;
    }

    private static string Text(ReadOnlySpan<byte> bytes, string known) => Ascii.Equals(bytes, known) ? known : Encoding.UTF8.GetString(bytes);

    private static KeyValuePair<string, string>[] Headers(Headers? headers)
    {
        if (headers is null || headers.Count == 0) return [];
        var all = new KeyValuePair<string, string>[headers.Count];
        for (var i = 0; i < all.Length; i++) all[i] = new(headers[i].Key, headers[i].GetValueBytes() is { } value ? Encoding.UTF8.GetString(value) : "");
        return all;
    }
}
