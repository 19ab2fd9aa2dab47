using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Whether something long-lived is in use.</summary>
[JsonConverter(typeof(OpenEnumConverter<LifecycleState>))]
public enum LifecycleState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Decided on, not yet in use.</summary>
    Planned,

    /// <summary>In use.</summary>
    Active,

    /// <summary>Out of use for now.</summary>
    Inactive,

    /// <summary>Still in use, to be given up.</summary>
    Deprecated,

    /// <summary>No longer in use.</summary>
    Retired,
}
