using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Why it was closed, after CDEvents' resolution.</summary>
[JsonConverter(typeof(OpenEnumConverter<WorkItemResolution>))]
public enum WorkItemResolution
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>It was done.</summary>
    Completed,

    /// <summary>It will not be done.</summary>
    Withdrawn,

    /// <summary>Another item stands for it.</summary>
    Duplicate,

    /// <summary>Nobody could see what it tells of.</summary>
    CannotReproduce,
}
