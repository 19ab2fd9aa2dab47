using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What a pipeline or a task is for.</summary>
[JsonConverter(typeof(OpenEnumConverter<PipelineKind>))]
public enum PipelineKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Makes something of source.</summary>
    Build,

    /// <summary>Checks something.</summary>
    Test,

    /// <summary>Judges the source: quality, security, licences.</summary>
    Analysis,

    /// <summary>Makes or publishes an artifact.</summary>
    Package,

    /// <summary>Puts something into an environment.</summary>
    Deployment,

    /// <summary>Makes a release.</summary>
    Release,
}
