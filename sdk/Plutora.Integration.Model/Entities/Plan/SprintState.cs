using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Where a sprint stands.</summary>
[JsonConverter(typeof(OpenEnumConverter<SprintState>))]
public enum SprintState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>Not begun.</summary>
    Planned,

    /// <summary>Under way.</summary>
    Active,

    /// <summary>Over.</summary>
    Closed,
}
