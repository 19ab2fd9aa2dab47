using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>What users see as one thing.</summary>
[EntityType("product", Stage = "structure")]
public sealed record Product : Entity
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is in use.</summary>
    public LifecycleState? State { get; init; }

    /// <summary>The source's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The portfolio it belongs to.</summary>
    [References("portfolio")]
    public Reference? Portfolio { get; init; }

    /// <summary>What it is a part of.</summary>
    [References("product")]
    public Reference? Parent { get; init; }

    /// <summary>The team that makes it.</summary>
    [References("team")]
    public Reference? Team { get; init; }

    /// <summary>Who answers for it.</summary>
    [References("person")]
    public Reference? Owner { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
