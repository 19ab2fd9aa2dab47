using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>Whether a person or account may act.</summary>
[JsonConverter(typeof(OpenEnumConverter<PersonState>))]
public enum PersonState
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>They may.</summary>
    Active,

    /// <summary>They may not.</summary>
    Inactive,
}
