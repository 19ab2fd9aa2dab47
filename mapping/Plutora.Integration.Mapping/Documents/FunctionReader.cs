using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Mapping.Running;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Documents;

/// <summary>Reads the functions that a document defines for its expressions.</summary>
internal static class FunctionReader
{
    public static IReadOnlyList<FunctionRule> Read(YamlMap? functions, FaultList faults)
    {
        var read = new List<FunctionRule>();
        foreach (var (name, value) in functions?.Members ?? [])
        {
            if (!IsName(name.Value))
            {
                faults.Error(name.Place, $"'{name.Value}' cannot name a function. Use letters, digits and underscores, a letter first, without the dollar sign.");
            }
            else if (FunctionNames.Known.Contains(name.Value) || name.Value is MappingFunctions.Instance or MappingFunctions.Record or MappingFunctions.Time)
            {
                faults.Error(name.Place, $"'${name.Value}' is there already. Give the function a name of its own.");
            }
            else if (value is YamlScalar { IsNull: false } body && body.Value.TrimStart() is ['f', 'u', 'n', 'c', 't', 'i', 'o', 'n', ..] or ['λ', ..])
            {
                read.Add(new FunctionRule(name, (YamlScalar)value));
            }
            else
            {
                faults.Error(value.Place, $"The function '{name.Value}' must be JSONata that defines one, not {value.Describe()}. Write function($value) {{ … }}.");
            }
        }

        return read;
    }

    private static bool IsName(string name) => name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
