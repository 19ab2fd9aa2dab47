namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>What one record says of one entity (rule 3 of state).</summary>
public sealed record Contribution
{
    /// <summary>Instance and stream, <c>instance/stream</c>.</summary>
    public required string Stream { get; init; }

    /// <summary>Place of the stream in its connector's order; the lower wins a tie.</summary>
    public int StreamOrder { get; init; }

    /// <summary>The record, <c>instance/stream/raw key</c>; the newest one, for a mention.</summary>
    public required string RawKey { get; init; }

    /// <summary>True when the record only mentions the entity: it ranks last and neither keeps it alive nor deletes it.</summary>
    public bool Mention { get; init; }

    /// <summary>True when the stream only adds to the entity: its records do not keep it alive (rule 16).</summary>
    public bool Secondary { get; init; }

    /// <summary>True when the record is gone: it says no field any more, but that the entity is deleted unless another primary record keeps it.</summary>
    public bool Gone { get; init; }

    /// <summary>True when the hub fetched the record to settle a tie: the tool's last word (rule 8).</summary>
    public bool Fetched { get; init; }

    /// <summary>How often the instance had been reset when it was read: a later era counts more, whatever the versions (rule 18).</summary>
    public int Era { get; init; }

    /// <summary>Version of the record and when it was read or received.</summary>
    public required RecordStamp Stamp { get; init; }

    /// <summary>Number of the activation that mapped it (rule 12).</summary>
    public int MappingVersion { get; init; }

    /// <summary>The fields that it says, null included: null clears.</summary>
    public FieldSet Fields { get; init; } = FieldSet.Empty;

    /// <summary>Aliases that it gives.</summary>
    public IReadOnlyList<AliasStatement> Aliases { get; init; } = [];

    /// <summary>Whether another contribution says what this one does, in the same words, whichever record says it and when.</summary>
    internal bool SaysTheSame(Contribution other) =>
        Stream == other.Stream && Mention == other.Mention && Secondary == other.Secondary && Gone == other.Gone && Era == other.Era && MappingVersion == other.MappingVersion
        && Fields.Json.Span.SequenceEqual(other.Fields.Json.Span) && Aliases.SequenceEqual(other.Aliases);
}

/// <summary>An alias that a record gives its entity.</summary>
/// <param name="Alias">What people say, such as <c>owner/repo#7</c>.</param>
/// <param name="Scope">Within which it is unique: an instance id, an entity id, or empty for the hub.</param>
public sealed record AliasStatement(string Alias, string Scope);

/// <summary>What orders a record among others.</summary>
/// <param name="Version">The tool's version, or null.</param>
/// <param name="Instant">The version as an instant, where it is one.</param>
/// <param name="OrderedAt">When the read was sent or the webhook received.</param>
/// <param name="Time">When it happened at the tool.</param>
/// <param name="ReceivedAt">When the hub received it.</param>
public sealed record RecordStamp(string? Version, DateTimeOffset? Instant, DateTimeOffset OrderedAt, DateTimeOffset? Time, DateTimeOffset ReceivedAt);
