namespace Plutora.Integration.Hub.Runtime.DeadLetters;

/// <summary>A record set aside with its reason.</summary>
public sealed record DeadLetter
{
    /// <summary>Id, unique in the hub; the key in the <c>dead-letter</c> topic.</summary>
    public required string Id { get; init; }

    /// <summary>The instance that read or received it.</summary>
    public required string Instance { get; init; }

    /// <summary>Stream of the record; null when a delivery could not be read at all.</summary>
    public string? Stream { get; init; }

    /// <summary>The record's id, where it is known.</summary>
    public string? RecordId { get; init; }

    /// <summary>Its key in its raw topic, under which it is replayed.</summary>
    public string? RawKey { get; init; }

    /// <summary>Where it failed: <c>receive</c>, <c>read</c>, <c>map</c>, <c>merge</c>, or <c>deliver</c> (a receiver of CDEvents).</summary>
    public required string Stage { get; init; }

    /// <summary>One sentence: what is wrong, and where.</summary>
    public required string Reason { get; init; }

    /// <summary>Activation of the mapping that could not map it; 0 when none was asked.</summary>
    public int MappingVersion { get; init; }

    /// <summary>When it first failed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When the record arrived; a replay counts as that (rule 20 of state).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Headers of the raw record, by which it is replayed as it came.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The record or body, base64 (it need not be JSON).</summary>
    public required byte[] Payload { get; init; }
}
