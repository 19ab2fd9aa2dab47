using System.Text;
using System.Text.RegularExpressions;

namespace Plutora.Integration.Mapping.Tests;

/// <summary>
/// A bad document as <c>BadDocuments</c> keeps it: the YAML, then lines that begin with <c>#!</c>: <c>overlay</c> before an overlay's YAML, <c>sample</c>
/// with a record, <c>schema</c> when the JSON Schema refuses the document too, and each fault as it must be told.
/// </summary>
internal sealed partial record BadDocument(string Yaml, string? Overlay, IReadOnlyList<string> Samples, bool SeenBySchema, IReadOnlyList<string> Faults)
{
    private const string Folder = "BadDocuments";

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Path(), "*.yaml").Select(file => System.IO.Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static BadDocument Read(string name)
    {
        var (parts, samples, faults, schema) = (new List<StringBuilder> { new() }, new List<string>(), new List<string>(), false);
        foreach (Match line in Line().Matches(File.ReadAllText(System.IO.Path.Combine(Path(), name + ".yaml")).ReplaceLineEndings("\n")))
        {
            switch (line.Value.TrimEnd('\n'))
            {
                case "#! overlay":
                    parts.Add(new());
                    break;
                case "#! schema":
                    schema = true;
                    break;
                case ['#', '!', ' ', 's', 'a', 'm', 'p', 'l', 'e', ' ', .. var record]:
                    samples.Add(record);
                    break;
                case ['#', '!', ' ', .. var fault]:
                    faults.Add(fault);
                    break;
                default:
                    parts[^1].Append(line.Value);
                    break;
            }
        }

        return new(parts[0].ToString(), parts.Count > 1 ? parts[1].ToString() : null, samples, schema, faults);
    }

    public MappingCompilation Compile()
    {
        var shape = new RecordShape();
        foreach (var sample in Samples)
        {
            shape.Add(Encoding.UTF8.GetBytes(sample));
        }

        return MappingCompiler.Compile(Yaml, "base.yaml", new MappingCompilerOptions { Samples = shape }, Overlay, "overlay.yaml");
    }

    private static string Path() => System.IO.Path.Combine(Repository.Root, "tests", "Plutora.Integration.Mapping.Tests", Folder);

    [GeneratedRegex("[^\n]*\n|[^\n]+$")]
    private static partial Regex Line();
}
