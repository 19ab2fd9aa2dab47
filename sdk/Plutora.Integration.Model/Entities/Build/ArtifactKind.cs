using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What an artifact is.</summary>
[JsonConverter(typeof(OpenEnumConverter<ArtifactKind>))]
public enum ArtifactKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>An image that containers are started from.</summary>
    ContainerImage,

    /// <summary>A package of a package manager.</summary>
    Package,

    /// <summary>A file of files.</summary>
    Archive,

    /// <summary>A program that runs as it is.</summary>
    Executable,

    /// <summary>A description of a deployment, such as a Helm chart.</summary>
    Chart,

    /// <summary>A bill of materials.</summary>
    Sbom,

    /// <summary>A document for people or tools.</summary>
    Report,
}
