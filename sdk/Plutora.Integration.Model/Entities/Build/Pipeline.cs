using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A definition of steps that run together; also what tools call job, plan or workflow.</summary>
[EntityType("pipeline", Stage = "build")]
public sealed record Pipeline : Entity
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public PipelineKind? Kind { get; init; }

    /// <summary>The tool's own word for its kind.</summary>
    public string? SourceKind { get; init; }

    /// <summary>Whether it may run.</summary>
    public PipelineState? State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>What it is for, in its owner's words.</summary>
    public string? Description { get; init; }

    /// <summary>Where its definition lies: a file in the repository, a folder in the tool.</summary>
    public string? Path { get; init; }

    /// <summary>The repository it builds.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>The branch it runs on by default.</summary>
    public string? DefaultBranch { get; init; }

    /// <summary>The application it belongs to.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>The team that keeps it.</summary>
    [References("team")]
    public Reference? Team { get; init; }

    /// <summary>The tool's container it lives in.</summary>
    public string? Project { get; init; }
}
