using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What a deployment does.</summary>
[JsonConverter(typeof(OpenEnumConverter<DeploymentKind>))]
public enum DeploymentKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Puts something where it was not.</summary>
    Install,

    /// <summary>Puts another version in place of an older.</summary>
    Upgrade,

    /// <summary>Puts an older version back.</summary>
    Rollback,

    /// <summary>Puts the same version there again.</summary>
    Restart,

    /// <summary>Takes it away.</summary>
    Removal,
}
