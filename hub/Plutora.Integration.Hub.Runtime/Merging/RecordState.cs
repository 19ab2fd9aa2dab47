namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>What the hub keeps of a raw key: the guard's stamp, and which entities it contributes to.</summary>
public sealed record RecordState
{
    /// <summary>Stamp of the version that stands.</summary>
    public required RecordStamp Stamp { get; init; }

    /// <summary>SHA-256 of its bytes.</summary>
    public required string Hash { get; init; }

    /// <summary>SHA-256 of what the mapping made of it: two forms of one version that mean the same do not tie.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>Activation that mapped it.</summary>
    public int MappingVersion { get; init; }

    /// <summary>Ids of the entities that it contributes to; mentions are not among them.</summary>
    public IReadOnlyList<string> Entities { get; init; } = [];

    /// <summary>True when it is gone, as the tool told or a scan showed.</summary>
    public bool Deleted { get; init; }

    /// <summary>Of a record of a partial stream as a whole: the raw keys of its shapes, of which this is the parent.</summary>
    public IReadOnlyList<string> Shapes { get; init; } = [];

    /// <summary>How often the instance had been reset when it was read (rule 18).</summary>
    public int Era { get; init; }

    /// <summary>Its place in its partition of the raw topic (rule 10).</summary>
    public long Offset { get; init; }
}
