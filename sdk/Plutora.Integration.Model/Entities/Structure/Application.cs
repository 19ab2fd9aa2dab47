using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>Software that is made and run as one.</summary>
[EntityType("application", Stage = "structure")]
public sealed record Application : Entity
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is in use.</summary>
    public LifecycleState? State { get; init; }

    /// <summary>The source's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>How much depends on it.</summary>
    public Level? Criticality { get; init; }

    /// <summary>The source's own word for how much depends on it.</summary>
    public string? SourceCriticality { get; init; }

    /// <summary>The portfolio it belongs to.</summary>
    [References("portfolio")]
    public Reference? Portfolio { get; init; }

    /// <summary>The product it belongs to.</summary>
    [References("product")]
    public Reference? Product { get; init; }

    /// <summary>What it is a part of.</summary>
    [References("application")]
    public Reference? Parent { get; init; }

    /// <summary>The team that makes it.</summary>
    [References("team")]
    public Reference? Team { get; init; }

    /// <summary>Who answers for it.</summary>
    [References("person")]
    public Reference? Owner { get; init; }

    /// <summary>Where its source is.</summary>
    [References("repository")]
    public IReadOnlyList<Reference>? Repositories { get; init; }

    /// <summary>What it consists of.</summary>
    [References("service")]
    public IReadOnlyList<Reference>? Services { get; init; }

    /// <summary>Where it runs.</summary>
    [References("environment")]
    public IReadOnlyList<Reference>? Environments { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
