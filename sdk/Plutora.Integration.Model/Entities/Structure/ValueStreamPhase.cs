using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>One phase of the way from idea to user.</summary>
public sealed record ValueStreamPhase
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its place on the way, lowest first.</summary>
    public int? Order { get; init; }

    /// <summary>What happens in it.</summary>
    public string? Description { get; init; }

    /// <summary>Source states of work items that stand for it.</summary>
    public IReadOnlyList<string>? States { get; init; }

    /// <summary>Pipelines that carry it out.</summary>
    [References("pipeline")]
    public IReadOnlyList<Reference>? Pipelines { get; init; }

    /// <summary>Environments that stand for it.</summary>
    [References("environment")]
    public IReadOnlyList<Reference>? Environments { get; init; }
}
