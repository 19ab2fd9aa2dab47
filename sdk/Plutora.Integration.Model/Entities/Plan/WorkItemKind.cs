using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What sort of work it is.</summary>
[JsonConverter(typeof(OpenEnumConverter<WorkItemKind>))]
public enum WorkItemKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>An aim that takes several epics.</summary>
    Initiative,

    /// <summary>A body of work that takes several stories.</summary>
    Epic,

    /// <summary>Something the product will be able to do.</summary>
    Feature,

    /// <summary>Something the product must do or be.</summary>
    Requirement,

    /// <summary>A user's need, small enough for one sprint.</summary>
    Story,

    /// <summary>Work to do that no user asked for as such.</summary>
    Task,

    /// <summary>Something that does not work as meant.</summary>
    Bug,

    /// <summary>A fault found by testing or in production, where the tool keeps it apart from a bug.</summary>
    Defect,
}
