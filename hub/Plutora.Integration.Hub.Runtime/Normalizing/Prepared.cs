using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Runtime.Normalizing;

/// <summary>A raw record of which was done what touches no state.</summary>
/// <param name="Arriving">The record.</param>
internal sealed record Prepared(Arriving Arriving)
{
    /// <summary>What mapped it, or failed to; null where it was not mapped ahead.</summary>
    public ActiveMapping? MappedBy { get; init; }

    /// <summary>What that made of it; null where it could not.</summary>
    public MappingResult? Result { get; init; }

    /// <summary>Why it could not.</summary>
    public MappingException? Fault { get; init; }

    /// <summary>What the result means.</summary>
    public string Meaning { get; init; } = "";
}
