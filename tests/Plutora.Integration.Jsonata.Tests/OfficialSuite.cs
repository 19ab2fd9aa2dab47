using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Jsonata.Tests;

/// <summary>The reference's own cases, where they lie beside the project.</summary>
internal static class OfficialSuite
{
    /// <summary>Names the one case of a theory where there are none.</summary>
    public const string Absent = "(none)";

    private static readonly string Folder = Path.Combine(Shared.Root, "..", "shared", "jsonata-suite");
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<Dictionary<string, OfficialCase>> All = new(Read);

    /// <summary>The cases by name; none where the suite is not here.</summary>
    public static IReadOnlyDictionary<string, OfficialCase> Cases => All.Value;

    /// <summary>The bytes of a data set.</summary>
    public static byte[] Dataset(string name) => File.ReadAllBytes(Path.Combine(Folder, "datasets", name + ".json"));

    private static Dictionary<string, OfficialCase> Read()
    {
        var file = Path.Combine(Folder, "cases.jsonl");
        var lines = File.Exists(file) ? File.ReadLines(file, Encoding.UTF8) : [];
        return lines.Select((line, index) => (Case: Parse(line), Index: index)).ToDictionary(entry => $"{entry.Case.Group}/{entry.Case.Name} ({entry.Index + 1})", entry => entry.Case);
    }

    /// <summary>Expressions may hold surrogates that stand alone, which only the engine's own reader takes.</summary>
    private static OfficialCase Parse(string line)
    {
        var whole = JsonataInput.Parse(Encoding.UTF8.GetBytes(line)).Value;
        var expression = whole["expr"].AsString();
        var rest = JsonataValue.From(whole.Members.Where(member => member.Key is not ("expr" or "error") || !line.Contains(@"\ud800", StringComparison.OrdinalIgnoreCase)));
        var official = JsonSerializer.Deserialize<OfficialCase>(JsonataValue.From(rest.Members.Where(m => m.Key != "expr").Append(new("expr", JsonataValue.From("")))).ToJson(), Reading)!;
        return official with { Expr = expression, Code = official.Code ?? (whole["error"]["code"].AsString() is { Length: > 0 } code ? code : null) };
    }
}
