using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>How a change is to be allowed.</summary>
[JsonConverter(typeof(OpenEnumConverter<ChangeRequestKind>))]
public enum ChangeRequestKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Allowed beforehand.</summary>
    Standard,

    /// <summary>Allowed case by case.</summary>
    Normal,

    /// <summary>Allowed in haste.</summary>
    Emergency,
}
