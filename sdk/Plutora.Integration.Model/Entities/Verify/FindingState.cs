using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Where a finding stands.</summary>
[JsonConverter(typeof(OpenEnumConverter<FindingState>))]
public enum FindingState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Not yet dealt with.</summary>
    Open,

    /// <summary>Seen and accepted as real.</summary>
    Acknowledged,

    /// <summary>Gone.</summary>
    Fixed,

    /// <summary>Left as it is, by someone's word.</summary>
    Dismissed,

    /// <summary>It never was one.</summary>
    FalsePositive,
}
