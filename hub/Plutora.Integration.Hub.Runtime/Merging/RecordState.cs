namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>What the hub keeps of a raw key: the guard's stamp, and which entities it contributes to.</summary>
public sealed record RecordState
{
    /// <summary>Stamp of the version that stands.</summary>
    public required RecordStamp Stamp { get; init; }

    /// <summary>SHA-256 of its bytes.</summary>
    public required string Hash { get; init; }

    /// <summary>Activation that mapped it.</summary>
    public int MappingVersion { get; init; }

    /// <summary>Ids of the entities that it contributes to; mentions are not among them.</summary>
    public IReadOnlyList<string> Entities { get; init; } = [];

    /// <summary>True when the tool told that it is gone.</summary>
    public bool Deleted { get; init; }

    /// <summary>Container at the tool.</summary>
    public string? Container { get; init; }

    /// <summary>When it was last read or received, changed or not: full scans judge by it (rule 17).</summary>
    public DateTimeOffset SeenAt { get; init; }
}
