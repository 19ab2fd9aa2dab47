using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Where a pull request stands.</summary>
[JsonConverter(typeof(OpenEnumConverter<PullRequestState>))]
public enum PullRequestState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Proposed, not yet decided.</summary>
    Open,

    /// <summary>Taken.</summary>
    Merged,

    /// <summary>Closed without being taken.</summary>
    Closed,
}
