using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Whether a pipeline may run.</summary>
[JsonConverter(typeof(OpenEnumConverter<PipelineState>))]
public enum PipelineState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>It may.</summary>
    Active,

    /// <summary>It was switched off.</summary>
    Disabled,
}
