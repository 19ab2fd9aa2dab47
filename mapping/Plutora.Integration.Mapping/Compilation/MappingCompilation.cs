using System.Diagnostics.CodeAnalysis;

namespace Plutora.Integration.Mapping;

/// <summary>What became of compiling a document: the mapping, or every reason why there is none.</summary>
/// <param name="Mapping">The mapping, or null when <paramref name="Faults"/> holds an error.</param>
/// <param name="Faults">Everything found, errors and warnings, in the order of file, line and column.</param>
public sealed record MappingCompilation(CompiledMapping? Mapping, IReadOnlyList<MappingFault> Faults)
{
    /// <summary>Whether there is a mapping to run.</summary>
    [MemberNotNullWhen(true, nameof(Mapping))]
    public bool Succeeded => Mapping is not null;
}
