using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Where a test plan stands.</summary>
[JsonConverter(typeof(OpenEnumConverter<TestPlanState>))]
public enum TestPlanState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Being written.</summary>
    Draft,

    /// <summary>In use.</summary>
    Active,

    /// <summary>Done with.</summary>
    Closed,
}
