namespace Plutora.Integration.Hub.Runtime.Records;

/// <summary>Names of the headers that a raw record carries in the log.</summary>
public static class RawHeaders
{
    /// <summary>Version of this set of headers.</summary>
    public const string Format = "format";

    /// <summary>The record's id at the tool.</summary>
    public const string RecordId = "record-id";

    /// <summary>What orders its versions.</summary>
    public const string Version = "record-version";

    /// <summary>When it happened at the tool.</summary>
    public const string Time = "time";

    /// <summary>When the hub received it.</summary>
    public const string ReceivedAt = "received";

    /// <summary>When the read was sent or the webhook received: orders records without a version.</summary>
    public const string OrderedAt = "ordered";

    /// <summary><see cref="RecordOrigin"/> by name.</summary>
    public const string Origin = "origin";

    /// <summary>Container at the tool.</summary>
    public const string Container = "container";

    /// <summary><c>true</c> when the tool told that it is gone.</summary>
    public const string Deleted = "deleted";

    /// <summary>Delivery id of the webhook.</summary>
    public const string Delivery = "delivery-id";

    /// <summary><c>true</c> when it is the newer version put behind an older one, not to be mapped again (rule 10 of state).</summary>
    public const string Again = "again";

    /// <summary>Offset of the record in whose place it stands with what may not be kept taken out of it (rule 27 of state), on an engine that appends.</summary>
    public const string RewriteOf = "rewrite-of";

    /// <summary>SHA-256 of the record's bytes as they were first stored, in base64. What was taken out of it later changes nothing of it.</summary>
    public const string Hash = "hash";

    /// <summary>How often the instance had been reset when it was read.</summary>
    public const string Era = "era";

    /// <summary>W3C trace context.</summary>
    public const string TraceParent = "traceparent";
}

/// <summary>How a raw record reached the hub.</summary>
public enum RecordOrigin
{
    /// <summary>A webhook delivery.</summary>
    Webhook,

    /// <summary>An uploaded file.</summary>
    Upload,

    /// <summary>An incremental read with a cursor.</summary>
    Poll,

    /// <summary>The first incremental read, before it was complete.</summary>
    FirstRead,

    /// <summary>A backfill.</summary>
    Backfill,

    /// <summary>A full scan.</summary>
    Scan,

    /// <summary>A single record, fetched because two versions tied.</summary>
    Fetch,

    /// <summary>A deletion that no tool told: a scan, a container or the removal of an instance shows it.</summary>
    Inferred,

    /// <summary>What a service published of its own.</summary>
    Published,
}
