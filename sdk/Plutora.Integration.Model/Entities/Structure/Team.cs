using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>People who work together.</summary>
[EntityType("team", Stage = "structure")]
public sealed record Team : Entity
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is in use.</summary>
    public LifecycleState? State { get; init; }

    /// <summary>The source's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>What it is a part of.</summary>
    [References("team")]
    public Reference? Parent { get; init; }

    /// <summary>Who is in it.</summary>
    public IReadOnlyList<TeamMember>? Members { get; init; }

    /// <summary>Who leads it.</summary>
    [References("person")]
    public Reference? Lead { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
