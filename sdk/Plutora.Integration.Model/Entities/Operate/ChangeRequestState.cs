using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Where a change stands.</summary>
[JsonConverter(typeof(OpenEnumConverter<ChangeRequestState>))]
public enum ChangeRequestState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Entered, not yet asked for.</summary>
    New,

    /// <summary>Its risk is being looked at.</summary>
    Assessing,

    /// <summary>Those who must allow it are asked.</summary>
    Approving,

    /// <summary>Allowed, waiting for its time.</summary>
    Scheduled,

    /// <summary>Under way.</summary>
    Implementing,

    /// <summary>Made, being looked back on.</summary>
    Reviewing,

    /// <summary>Over.</summary>
    Closed,

    /// <summary>Given up.</summary>
    Canceled,
}
