using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>How far an artifact has come.</summary>
[JsonConverter(typeof(OpenEnumConverter<ArtifactState>))]
public enum ArtifactState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Made, not yet offered.</summary>
    Packaged,

    /// <summary>Offered to those who may use it.</summary>
    Published,

    /// <summary>No longer kept.</summary>
    Expired,

    /// <summary>Taken away.</summary>
    Deleted,
}
