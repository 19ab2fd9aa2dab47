using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What a host is.</summary>
[JsonConverter(typeof(OpenEnumConverter<HostKind>))]
public enum HostKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>A machine one can touch.</summary>
    Physical,

    /// <summary>A machine within another.</summary>
    Virtual,

    /// <summary>A machine rented by the hour.</summary>
    Cloud,

    /// <summary>A container or pod.</summary>
    Container,
}
