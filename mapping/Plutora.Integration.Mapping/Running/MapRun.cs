using Plutora.Integration.Mapping.Documents;

namespace Plutora.Integration.Mapping.Running;

/// <summary>What one call of <see cref="CompiledMapping.Map"/> carries; functions reach it as the evaluation's state.</summary>
internal sealed class MapRun(MappingContext context, IReadOnlyDictionary<string, ValueTable> tables)
{
    private List<UnmappedValue>? _unmapped;

    public MappingContext Context { get; } = context;

    public IReadOnlyDictionary<string, ValueTable> Tables { get; } = tables;

    /// <summary>The place in the field that is being written.</summary>
    public FieldPath Path { get; } = new();

    /// <summary>The text of the id that a function made last. It mostly is written next, and need not be read to know that it is one.</summary>
    public string? LastId { get; set; }

    public IReadOnlyList<UnmappedValue> Unmapped => _unmapped ?? (IReadOnlyList<UnmappedValue>)[];

    public void ReportUnmapped(string table, string value)
    {
        var found = new UnmappedValue(table, value);
        if (_unmapped?.Contains(found) != true)
        {
            (_unmapped ??= []).Add(found);
        }
    }
}
