using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A span of time a team plans its work in.</summary>
[EntityType("sprint", Stage = "plan")]
public sealed record Sprint : Entity
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public SprintState? State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>What the team wants to reach in it.</summary>
    public string? Goal { get; init; }

    /// <summary>The board it belongs to, as the tool names it.</summary>
    public string? Board { get; init; }

    /// <summary>The tool's project it belongs to.</summary>
    public string? Project { get; init; }

    /// <summary>The team whose sprint it is.</summary>
    [References("team")]
    public Reference? Team { get; init; }

    /// <summary>When it begins, planned or real.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>When it is planned to end.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? CompletedAt { get; init; }
}
