using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A place where software runs.</summary>
[EntityType("environment", Stage = "deploy")]
public sealed record DeploymentEnvironment : Entity
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How near to users it is.</summary>
    public EnvironmentKind? Kind { get; init; }

    /// <summary>The tool's own word for its kind.</summary>
    public string? SourceKind { get; init; }

    /// <summary>Whether it is in use.</summary>
    public LifecycleState? State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Its place on the way to users, lowest first.</summary>
    public int? Order { get; init; }

    /// <summary>What it is a part of.</summary>
    [References("environment")]
    public Reference? Parent { get; init; }

    /// <summary>What it runs on: <c>kubernetes</c>, <c>aws</c>, <c>vm</c>.</summary>
    public string? Platform { get; init; }

    /// <summary>The cluster it is in.</summary>
    public string? Cluster { get; init; }

    /// <summary>The namespace or folder it is in.</summary>
    public string? Namespace { get; init; }

    /// <summary>Where it stands.</summary>
    public string? Region { get; init; }

    /// <summary>The repository it was declared in.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>The application it serves.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>The services that run in it.</summary>
    [References("service")]
    public IReadOnlyList<Reference>? Services { get; init; }

    /// <summary>The team that keeps it.</summary>
    [References("team")]
    public Reference? Team { get; init; }

    /// <summary>Who answers for it.</summary>
    [References("person")]
    public Reference? Owner { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
