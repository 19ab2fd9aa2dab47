using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>How bad something is.</summary>
[JsonConverter(typeof(OpenEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>It stops the business or opens it to anyone.</summary>
    Critical,

    /// <summary>It harms many or badly.</summary>
    High,

    /// <summary>It harms some, or there is a way around it.</summary>
    Medium,

    /// <summary>It is a nuisance.</summary>
    Low,

    /// <summary>It is worth knowing and does no harm.</summary>
    Info,
}
