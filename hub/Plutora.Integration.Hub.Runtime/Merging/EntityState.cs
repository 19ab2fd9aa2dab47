using System.Text.Json;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>What the owner keeps of an entity: its contributions, and what was last published.</summary>
public sealed record EntityState
{
    /// <summary>By <c>instance/stream/raw key</c>; for mentions by <c>instance/stream</c>, the newest alone.</summary>
    public IReadOnlyDictionary<string, Contribution> Contributions { get; init; } = new Dictionary<string, Contribution>();

    /// <summary>Last published <c>entityversion</c>; 0 when none was.</summary>
    public long EntityVersion { get; init; }

    /// <summary>SHA-256 of the last published fields and aliases; null when nothing was published or the entity is deleted.</summary>
    public string? PublishedHash { get; init; }

    /// <summary>True when its last event said deleted.</summary>
    public bool Deleted { get; init; }

    /// <summary>Required fields that nobody has said yet; while there are any it waits unpublished (rule 5).</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The last published entity, as JSON; null when there is none.</summary>
    public JsonElement? Published { get; init; }
}
