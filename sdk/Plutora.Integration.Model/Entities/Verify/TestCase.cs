using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A description of one test.</summary>
[EntityType("test-case", Stage = "verify")]
public sealed record TestCase : Entity
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it looks at.</summary>
    public TestKind? Kind { get; init; }

    /// <summary>The tool's own word for its kind.</summary>
    public string? SourceKind { get; init; }

    /// <summary>Whether it is to be used.</summary>
    public TestCaseState? State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>What must hold before it can run.</summary>
    public string? Preconditions { get; init; }

    /// <summary>What is done and what should come of it.</summary>
    public IReadOnlyList<TestStep>? Steps { get; init; }

    /// <summary>The suite or folder it belongs to.</summary>
    public string? Suite { get; init; }

    /// <summary>The class or module it stands in.</summary>
    public string? ClassName { get; init; }

    /// <summary>The file it stands in.</summary>
    public string? Path { get; init; }

    /// <summary>How soon it should be run.</summary>
    public Priority? Priority { get; init; }

    /// <summary>The tool's own word for the priority.</summary>
    public string? SourcePriority { get; init; }

    /// <summary>Whether it runs without a person.</summary>
    public bool? IsAutomated { get; init; }

    /// <summary>Its version.</summary>
    public string? Version { get; init; }

    /// <summary>The tool's container it lives in.</summary>
    public string? Project { get; init; }

    /// <summary>Who answers for it.</summary>
    [References("person")]
    public Reference? Owner { get; init; }

    /// <summary>The repository it stands in.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>What it verifies.</summary>
    [References("work-item")]
    public IReadOnlyList<Reference>? Requirements { get; init; }

    /// <summary>How long it is expected to take, in milliseconds.</summary>
    public double? EstimateMs { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
