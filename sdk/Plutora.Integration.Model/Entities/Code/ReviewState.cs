using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What a reviewer said.</summary>
[JsonConverter(typeof(OpenEnumConverter<ReviewState>))]
public enum ReviewState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Begun, not yet handed in.</summary>
    Pending,

    /// <summary>Remarks without a verdict.</summary>
    Commented,

    /// <summary>It may be taken.</summary>
    Approved,

    /// <summary>It must change first.</summary>
    ChangesRequested,

    /// <summary>The review no longer counts.</summary>
    Dismissed,
}
