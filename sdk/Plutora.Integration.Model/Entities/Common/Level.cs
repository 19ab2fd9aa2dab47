using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>A coarse measure, used for impact, urgency and risk.</summary>
[JsonConverter(typeof(OpenEnumConverter<Level>))]
public enum Level
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Above high, where the tool distinguishes it.</summary>
    VeryHigh,

    /// <summary>High.</summary>
    High,

    /// <summary>Medium; also what tools call moderate.</summary>
    Medium,

    /// <summary>Low.</summary>
    Low,

    /// <summary>None at all.</summary>
    None,
}
