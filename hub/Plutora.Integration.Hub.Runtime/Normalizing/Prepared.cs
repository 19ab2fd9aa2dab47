using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Runtime.Normalizing;

/// <summary>A raw record of which was done what touches no state.</summary>
/// <param name="Arriving">The record.</param>
internal sealed record Prepared(Arriving Arriving)
{
    /// <summary>What mapped it; null where it was not, since it need not be or could not.</summary>
    public ActiveMapping? MappedBy { get; init; }

    /// <summary>What that made of it.</summary>
    public MappingResult? Result { get; init; }

    /// <summary>What that means.</summary>
    public string Meaning { get; init; } = "";
}
