using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>What is to be tested for an occasion; also what tools call test set or cycle.</summary>
[EntityType("test-plan", Stage = "verify")]
public sealed record TestPlan : Entity
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What its tests look at.</summary>
    public TestKind? Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public TestPlanState? State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The tool's container it lives in.</summary>
    public string? Project { get; init; }

    /// <summary>Who answers for it.</summary>
    [References("person")]
    public Reference? Owner { get; init; }

    /// <summary>What it is a part of.</summary>
    [References("test-plan")]
    public Reference? Parent { get; init; }

    /// <summary>What it consists of.</summary>
    [References("test-case")]
    public IReadOnlyList<Reference>? TestCases { get; init; }

    /// <summary>The application it tests.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>The release it is for.</summary>
    [References("release")]
    public Reference? Release { get; init; }

    /// <summary>The milestone it is for.</summary>
    [References("milestone")]
    public Reference? Milestone { get; init; }

    /// <summary>The sprint it is for.</summary>
    [References("sprint")]
    public Reference? Sprint { get; init; }

    /// <summary>The environment it is to run in.</summary>
    [References("environment")]
    public Reference? Environment { get; init; }

    /// <summary>When it begins.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>When it should end.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? CompletedAt { get; init; }
}
