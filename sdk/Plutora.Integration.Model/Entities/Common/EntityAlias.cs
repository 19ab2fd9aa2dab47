namespace Plutora.Integration.Model.Entities;

/// <summary>What people or tools call an entity, within a scope and a span of time.</summary>
public sealed record EntityAlias
{
    /// <summary>The alias: <c>PROJ-12</c>, <c>owner/repo#7</c>, <c>CHG0030001</c>.</summary>
    public required string Alias { get; init; }

    /// <summary>Within what it is unique: an instance id or an entity id; null means the whole hub.</summary>
    public string? Scope { get; init; }

    /// <summary>What sort of alias it is, where a rule looks at that: <c>sha</c>, <c>clone-url</c>, <c>issue-key</c>, <c>digest</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>When the entity took it; null means from the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>When the entity lost it; null means that it has it still.</summary>
    public DateTimeOffset? To { get; init; }
}
