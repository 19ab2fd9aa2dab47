using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Whether a milestone is still ahead.</summary>
[JsonConverter(typeof(OpenEnumConverter<MilestoneState>))]
public enum MilestoneState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Still ahead.</summary>
    Open,

    /// <summary>Reached or given up.</summary>
    Closed,
}
