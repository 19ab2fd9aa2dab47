using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Where an alert stands.</summary>
[JsonConverter(typeof(OpenEnumConverter<AlertState>))]
public enum AlertState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Its condition holds.</summary>
    Firing,

    /// <summary>Someone knows of it.</summary>
    Acknowledged,

    /// <summary>It is kept from telling.</summary>
    Suppressed,

    /// <summary>Its condition holds no more.</summary>
    Resolved,
}
