using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Compilation;

/// <summary>Gathers faults, so that all are told at once.</summary>
internal sealed class FaultList
{
    private readonly List<MappingFault> _faults = [];

    public bool HasErrors => _faults.Exists(fault => fault.Severity == MappingSeverity.Error);

    public void Error(Place place, string message) => Add(place, MappingSeverity.Error, message);

    public void Warning(Place place, string message) => Add(place, MappingSeverity.Warning, message);

    public void Add(Place place, MappingSeverity severity, string message)
        => _faults.Add(new MappingFault(place.File, place.Line, place.Column, severity, message));

    /// <summary>The faults in reading order: by file in the order in which files first failed, then by position.</summary>
    public IReadOnlyList<MappingFault> InOrder()
        => [.. _faults.GroupBy(fault => fault.File, StringComparer.Ordinal)
            .SelectMany(file => file.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column))];
}
