using System.Globalization;
using System.Security.Cryptography;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Topics;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Records;

/// <summary>A tool's record as it stands in the log.</summary>
/// <param name="Instance">The instance that read or received it.</param>
/// <param name="Record">The record itself.</param>
/// <param name="Origin">How it reached the hub.</param>
/// <param name="ReceivedAt">When it did.</param>
/// <param name="OrderedAt">When the read was sent or the webhook received (rule 8 of state).</param>
/// <param name="DeliveryId">Webhook's delivery id, or null.</param>
/// <param name="TraceParent">W3C trace context of the call that brought it, or null.</param>
public sealed record RawRecord(
    string Instance, SourceRecord Record, RecordOrigin Origin, DateTimeOffset ReceivedAt, DateTimeOffset OrderedAt, string? DeliveryId, string? TraceParent)
{
    /// <summary>True when the stream's records are partial: the key then holds the record's shape too.</summary>
    public bool Partial { get; init; }

    /// <summary>True when it is the newer version put behind an older one, not to be mapped again (rule 10 of state).</summary>
    public bool Again { get; init; }

    /// <summary>Offset of the record in whose place it stands with what may not be kept taken out of it (rule 27 of state); null for others.</summary>
    public long? RewriteOf { get; init; }

    /// <summary>How often the instance had been reset when it was read; a later era stands over an earlier one, whatever the versions (rule 18 of state).</summary>
    public int Era { get; init; }

    /// <summary>SHA-256 of the record's bytes, in base64; null until it is taken, once, where the record is stored.</summary>
    public string? Hash { get; init; }

    /// <summary>The same with its hash.</summary>
    public RawRecord Hashed() => Hash is null ? this with { Hash = Convert.ToBase64String(SHA256.HashData(Record.Json.Span)) } : this;

    /// <summary>As an entry of the raw topic; key and partition are the record id (rule 2 of state).</summary>
    public LogEntry ToEntry()
    {
        var headers = new List<KeyValuePair<string, string>>(12)
        {
            new(RawHeaders.Format, "1"),
            new(RawHeaders.RecordId, Record.Id),
            new(RawHeaders.Origin, Origin.ToString()),
            new(RawHeaders.ReceivedAt, Text(ReceivedAt)),
            new(RawHeaders.OrderedAt, Text(OrderedAt)),
            new(RawHeaders.Hash, Hashed().Hash!),
        };
        Add(RawHeaders.Version, Record.Version);
        Add(RawHeaders.Time, Record.Time is { } time ? Text(time) : null);
        Add(RawHeaders.Container, Record.Container);
        Add(RawHeaders.Deleted, Record.Deleted ? "true" : null);
        Add(RawHeaders.Delivery, DeliveryId);
        Add(RawHeaders.TraceParent, TraceParent);
        Add(RawHeaders.Era, Era > 0 ? Era.ToString(CultureInfo.InvariantCulture) : null);
        return new(TopicNames.Raw(Instance, Record.Stream), RawKey.Of(this, Partial), Record.Json, headers) { PartitionKey = Record.Id, Time = Record.Time };

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                headers.Add(new(name, value));
            }
        }
    }

    /// <summary>Reads an entry of a raw topic.</summary>
    public static RawRecord From(LogRecord stored)
    {
        if (stored.Header(RawHeaders.Format) is not "1")
        {
            throw new StateFormatException($"A record of '{stored.Topic}' has raw format '{stored.Header(RawHeaders.Format)}', this hub reads 1. Start the hub version that wrote it, or a newer one.");
        }

        var (instance, stream) = TopicNames.SplitRaw(stored.Topic);
        var record = new SourceRecord
        {
            Stream = stream,
            Id = stored.Header(RawHeaders.RecordId) ?? stored.Key,
            Json = stored.Value ?? default,
            Version = stored.Header(RawHeaders.Version),
            Time = stored.Header(RawHeaders.Time) is { } time ? Instant(time) : null,
            Container = stored.Header(RawHeaders.Container),
            Deleted = stored.Header(RawHeaders.Deleted) is "true",
        };
        return new(
            instance,
            record,
            Enum.Parse<RecordOrigin>(stored.Header(RawHeaders.Origin) ?? nameof(RecordOrigin.Poll)),
            Instant(stored.Header(RawHeaders.ReceivedAt)!),
            Instant(stored.Header(RawHeaders.OrderedAt)!),
            stored.Header(RawHeaders.Delivery),
            stored.Header(RawHeaders.TraceParent))
        {
            Hash = stored.Header(RawHeaders.Hash),
            Era = stored.Header(RawHeaders.Era) is { } era ? int.Parse(era, CultureInfo.InvariantCulture) : 0,
            Again = stored.Header(RawHeaders.Again) is "true",
            RewriteOf = stored.Header(RawHeaders.RewriteOf) is { } offset ? long.Parse(offset, CultureInfo.InvariantCulture) : null,
        };
    }

    private static string Text(DateTimeOffset instant) => instant.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    // As the hub itself writes them they are read several times faster than in whatever form they may have.
    private static DateTimeOffset Instant(string text) => DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var instant)
        ? instant
        : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
