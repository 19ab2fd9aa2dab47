using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>How soon something should be attended to.</summary>
[JsonConverter(typeof(OpenEnumConverter<Priority>))]
public enum Priority
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Before everything else.</summary>
    Critical,

    /// <summary>Soon.</summary>
    High,

    /// <summary>In its turn.</summary>
    Medium,

    /// <summary>When there is time.</summary>
    Low,

    /// <summary>Perhaps never.</summary>
    Lowest,
}
