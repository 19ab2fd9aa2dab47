using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Where an incident stands.</summary>
[JsonConverter(typeof(OpenEnumConverter<IncidentState>))]
public enum IncidentState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Noticed, nobody is at it.</summary>
    New,

    /// <summary>Someone knows of it.</summary>
    Acknowledged,

    /// <summary>Someone is at it.</summary>
    InProgress,

    /// <summary>Waiting for something.</summary>
    OnHold,

    /// <summary>Users are served again.</summary>
    Resolved,

    /// <summary>Over.</summary>
    Closed,

    /// <summary>It was none.</summary>
    Canceled,
}
