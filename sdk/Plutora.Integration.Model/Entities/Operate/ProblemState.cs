using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Where a problem stands.</summary>
[JsonConverter(typeof(OpenEnumConverter<ProblemState>))]
public enum ProblemState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Entered, not yet looked at.</summary>
    New,

    /// <summary>Its cause is being looked for.</summary>
    Investigating,

    /// <summary>Its cause is known.</summary>
    KnownError,

    /// <summary>It is being mended.</summary>
    FixInProgress,

    /// <summary>Mended, not yet confirmed.</summary>
    Resolved,

    /// <summary>Over.</summary>
    Closed,

    /// <summary>Given up.</summary>
    Canceled,
}
