using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>Something that runs and serves others.</summary>
[EntityType("service", Stage = "structure")]
public sealed record Service : Entity
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

    /// <summary>The source's own word for how much depends on it, such as a tier.</summary>
    public string? SourceCriticality { get; init; }

    /// <summary>The product it belongs to.</summary>
    [References("product")]
    public Reference? Product { get; init; }

    /// <summary>The application it belongs to.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>What it is a part of.</summary>
    [References("service")]
    public Reference? Parent { get; init; }

    /// <summary>The team that runs it.</summary>
    [References("team")]
    public Reference? Team { get; init; }

    /// <summary>Who answers for it.</summary>
    [References("person")]
    public Reference? Owner { get; init; }

    /// <summary>Where its source is.</summary>
    [References("repository")]
    public IReadOnlyList<Reference>? Repositories { get; init; }

    /// <summary>Where it runs.</summary>
    [References("environment")]
    public IReadOnlyList<Reference>? Environments { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
