using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What a file that a test leaves behind is, after CDEvents' outputType.</summary>
[JsonConverter(typeof(OpenEnumConverter<TestOutputKind>))]
public enum TestOutputKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>A report for people or tools.</summary>
    Report,

    /// <summary>A recording.</summary>
    Video,

    /// <summary>A picture, such as a screenshot.</summary>
    Image,

    /// <summary>A log.</summary>
    Log,
}
