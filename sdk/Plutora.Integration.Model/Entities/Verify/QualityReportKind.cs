using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What a report is on.</summary>
[JsonConverter(typeof(OpenEnumConverter<QualityReportKind>))]
public enum QualityReportKind
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Whether a set of bounds was kept.</summary>
    QualityGate,

    /// <summary>What reading the source shows.</summary>
    StaticAnalysis,

    /// <summary>How much of the source the tests reach.</summary>
    Coverage,

    /// <summary>What is open to attack.</summary>
    Security,

    /// <summary>What licences its parts are under.</summary>
    Licence,

    /// <summary>What is there twice.</summary>
    Duplication,
}
