using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>The category of its state, whatever the tool's workflow calls it.</summary>
[JsonConverter(typeof(OpenEnumConverter<WorkItemState>))]
public enum WorkItemState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Not begun.</summary>
    Proposed,

    /// <summary>Someone is at it.</summary>
    InProgress,

    /// <summary>Done by those who did it, not yet confirmed.</summary>
    Resolved,

    /// <summary>Done.</summary>
    Done,

    /// <summary>Given up.</summary>
    Canceled,
}
