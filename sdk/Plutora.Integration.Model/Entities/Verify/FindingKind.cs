using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What a finding concerns.</summary>
[JsonConverter(typeof(OpenEnumConverter<FindingKind>))]
public enum FindingKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>It can be attacked.</summary>
    Security,

    /// <summary>It is hard to keep or likely wrong.</summary>
    Quality,

    /// <summary>It may not be used as it is.</summary>
    Licence,
}
