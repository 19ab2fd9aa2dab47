using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Where something that runs stands.</summary>
[JsonConverter(typeof(OpenEnumConverter<RunState>))]
public enum RunState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Asked for, not yet begun.</summary>
    Queued,

    /// <summary>Held until someone approves it or something else ends.</summary>
    Waiting,

    /// <summary>Begun and not ended.</summary>
    Running,

    /// <summary>Ended; the outcome tells how.</summary>
    Finished,

    /// <summary>It will not run.</summary>
    Skipped,
}
