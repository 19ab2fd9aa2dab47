using System.Text.Json.Serialization;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Entities;

/// <summary>How something that ran ended, after CDEvents' outcome.</summary>
[JsonConverter(typeof(OpenEnumConverter<Outcome>))]
public enum Outcome
{
    /// <summary>What this version does not know; the source value beside it tells what it was.</summary>
    Other = 0,

    /// <summary>It did what it should.</summary>
    Success,

    /// <summary>It ran to its end and did not do what it should.</summary>
    Failure,

    /// <summary>Someone or something stopped it before its end.</summary>
    Cancel,

    /// <summary>It could not run to its end for a reason outside what it does (infrastructure, configuration).</summary>
    Error,
}
