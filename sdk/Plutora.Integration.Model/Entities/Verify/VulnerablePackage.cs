namespace Plutora.Integration.Model.Entities;

/// <summary>A part taken from elsewhere in which something was found.</summary>
public sealed record VulnerablePackage
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it comes from: <c>npm</c>, <c>maven</c>, <c>nuget</c>.</summary>
    public string? Ecosystem { get; init; }

    /// <summary>The version in use.</summary>
    public string? Version { get; init; }

    /// <summary>The range of versions it was found in, as the tool writes it.</summary>
    public string? AffectedVersions { get; init; }

    /// <summary>The first version without it.</summary>
    public string? FixedVersion { get; init; }

    /// <summary>The file that names the package.</summary>
    public string? ManifestPath { get; init; }

    /// <summary>What it is used for: <c>runtime</c>, <c>development</c>.</summary>
    public string? Scope { get; init; }
}
