using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Links;

/// <summary>A typed relation between two entities, with all that states it.</summary>
[EntityType("link", Stage = "link")]
public sealed record Link : Entity
{
    /// <summary>How the first relates to the second.</summary>
    public required LinkRelation Relation { get; init; }

    /// <summary>The tool's own word for the relation.</summary>
    public string? SourceRelation { get; init; }

    /// <summary>The first end.</summary>
    public required Reference From { get; init; }

    /// <summary>The second end.</summary>
    public required Reference To { get; init; }

    /// <summary>All rules that state it, with their confidence.</summary>
    public IReadOnlyList<LinkStatement>? Rules { get; init; }

    /// <summary>True while the first end is deleted; it may come back.</summary>
    public bool? FromGone { get; init; }

    /// <summary>True while the second end is deleted; it may come back.</summary>
    public bool? ToGone { get; init; }
}
