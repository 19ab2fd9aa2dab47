using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>What made something run, after CDEvents' trigger type.</summary>
[JsonConverter(typeof(OpenEnumConverter<RunTrigger>))]
public enum RunTrigger
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>A person asked for it.</summary>
    Manual,

    /// <summary>Another pipeline started it.</summary>
    Pipeline,

    /// <summary>Something happened: a push, a pull request, a webhook.</summary>
    Event,

    /// <summary>Its time had come.</summary>
    Schedule,
}
