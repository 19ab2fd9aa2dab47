using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Documents;

/// <summary>Reads the value tables of a document.</summary>
internal static class TableReader
{
    public static IReadOnlyList<ValueTable> Read(YamlMap? tables, FaultList faults)
    {
        var read = new List<ValueTable>();
        foreach (var (name, value) in tables?.Members ?? [])
        {
            if (value is YamlMap entries)
            {
                read.Add(ReadTable(name, entries, faults));
            }
            else
            {
                faults.Error(value.Place, $"The table '{name.Value}' must be a map from the tool's values to the model's, not {value.Describe()}.");
                read.Add(new ValueTable(name, new Dictionary<string, YamlScalar>(), null));
            }
        }

        return read;
    }

    private static ValueTable ReadTable(YamlScalar name, YamlMap map, FaultList faults)
    {
        var entries = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        YamlScalar? fallback = null;
        foreach (var (value, target) in map.Members)
        {
            if (target is not YamlScalar text || text.IsNull)
            {
                faults.Error(target.Place, $"'{value.Value}' in the table '{name.Value}' must lead to a text, not {target.Describe()}.");
            }
            else if (value.Value == ValueTable.DefaultMember)
            {
                fallback = text;
            }
            else
            {
                entries.Add(value.Value, text);
            }
        }

        return new ValueTable(name, entries, fallback);
    }
}
