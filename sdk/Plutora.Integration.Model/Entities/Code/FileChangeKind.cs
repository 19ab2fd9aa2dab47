using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What a commit did to a file.</summary>
[JsonConverter(typeof(OpenEnumConverter<FileChangeKind>))]
public enum FileChangeKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>It is new.</summary>
    Added,

    /// <summary>Its content differs.</summary>
    Modified,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It has another path.</summary>
    Renamed,

    /// <summary>It was made from another file.</summary>
    Copied,
}
