using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>How near to users an environment is.</summary>
[JsonConverter(typeof(OpenEnumConverter<EnvironmentKind>))]
public enum EnvironmentKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Where it is made.</summary>
    Development,

    /// <summary>Where it is tested.</summary>
    Testing,

    /// <summary>Where it is tried out as if in production.</summary>
    Staging,

    /// <summary>Where one change can be looked at.</summary>
    Preview,

    /// <summary>Where users are.</summary>
    Production,

    /// <summary>Where users go when production is lost.</summary>
    DisasterRecovery,
}
