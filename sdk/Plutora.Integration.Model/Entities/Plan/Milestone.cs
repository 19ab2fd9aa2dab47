using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A date or a set of work that is aimed at.</summary>
[EntityType("milestone", Stage = "plan")]
public sealed record Milestone : Entity
{
    /// <summary>Its number in the tool, unique within its container.</summary>
    public long? Number { get; init; }

    /// <summary>Whether it is still ahead.</summary>
    public required MilestoneState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>What it stands for.</summary>
    public string? Description { get; init; }

    /// <summary>The tool's project it belongs to.</summary>
    public string? Project { get; init; }

    /// <summary>The repository it belongs to.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>Who made it.</summary>
    [References("person")]
    public Reference? Creator { get; init; }

    /// <summary>When work towards it begins.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>When it should be reached.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>How many work items of it are open.</summary>
    public int? OpenItems { get; init; }

    /// <summary>How many work items of it are closed.</summary>
    public int? ClosedItems { get; init; }
}
