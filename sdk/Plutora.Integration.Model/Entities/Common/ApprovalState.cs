using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What an approver said.</summary>
[JsonConverter(typeof(OpenEnumConverter<ApprovalState>))]
public enum ApprovalState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Asked for, not yet given.</summary>
    Requested,

    /// <summary>Given.</summary>
    Approved,

    /// <summary>Refused.</summary>
    Rejected,

    /// <summary>Nobody has to approve.</summary>
    NotRequired,
}
