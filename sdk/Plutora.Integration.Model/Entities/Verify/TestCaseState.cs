using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Whether a test case is to be used.</summary>
[JsonConverter(typeof(OpenEnumConverter<TestCaseState>))]
public enum TestCaseState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Being written.</summary>
    Draft,

    /// <summary>To be used.</summary>
    Ready,

    /// <summary>Not to be used any more.</summary>
    Deprecated,
}
