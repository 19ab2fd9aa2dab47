using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>The way from idea to user, with all that work on it.</summary>
[EntityType("value-stream", Stage = "structure")]
public sealed record ValueStream : Entity
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

    /// <summary>The products it delivers.</summary>
    [References("product")]
    public IReadOnlyList<Reference>? Products { get; init; }

    /// <summary>The applications it delivers.</summary>
    [References("application")]
    public IReadOnlyList<Reference>? Applications { get; init; }

    /// <summary>The pipelines it uses.</summary>
    [References("pipeline")]
    public IReadOnlyList<Reference>? Pipelines { get; init; }

    /// <summary>The teams that work on it.</summary>
    [References("team")]
    public IReadOnlyList<Reference>? Teams { get; init; }

    /// <summary>Its phases, in order.</summary>
    public IReadOnlyList<ValueStreamPhase>? Phases { get; init; }

    /// <summary>Who answers for it.</summary>
    [References("person")]
    public Reference? Owner { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
