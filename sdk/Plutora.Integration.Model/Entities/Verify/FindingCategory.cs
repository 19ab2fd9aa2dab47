using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What a finding is, more closely.</summary>
[JsonConverter(typeof(OpenEnumConverter<FindingCategory>))]
public enum FindingCategory
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>A part taken from elsewhere is vulnerable.</summary>
    VulnerableDependency,

    /// <summary>The source itself is vulnerable.</summary>
    VulnerableCode,

    /// <summary>A secret stands where it can be read.</summary>
    LeakedSecret,

    /// <summary>A setting opens it to attack.</summary>
    Misconfiguration,

    /// <summary>Someone should look whether it is vulnerable.</summary>
    Hotspot,

    /// <summary>It is likely wrong.</summary>
    Bug,

    /// <summary>It is hard to keep.</summary>
    CodeSmell,

    /// <summary>It is there twice.</summary>
    Duplication,
}
