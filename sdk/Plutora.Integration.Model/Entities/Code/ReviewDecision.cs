using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What the reviews come to.</summary>
[JsonConverter(typeof(OpenEnumConverter<ReviewDecision>))]
public enum ReviewDecision
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>It may be taken.</summary>
    Approved,

    /// <summary>It must change first.</summary>
    ChangesRequested,

    /// <summary>Someone must look first.</summary>
    ReviewRequired,
}
