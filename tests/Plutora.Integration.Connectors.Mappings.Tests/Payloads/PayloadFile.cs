using System.Text;
using System.Text.RegularExpressions;
using Plutora.Integration.Jsonata;
using YamlDotNet.Serialization;

namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>Reads the records of a payload file.</summary>
internal static partial class PayloadFile
{
    /// <summary>The records, each as UTF-8 JSON with the digits of its numbers as they are.</summary>
    public static IEnumerable<byte[]> Records(string file, string split, bool whole)
    {
        var expression = JsonataExpression.Compile(split);
        foreach (var document in Documents(file, whole))
        {
            var found = expression.Evaluate(document);
            foreach (var record in found.Kind == JsonataKind.Array ? found.Items : found.IsUndefined ? [] : [found])
            {
                yield return Encoding.UTF8.GetBytes(record.ToJson());
            }
        }
    }

    private static IEnumerable<byte[]> Documents(string file, bool whole) => Path.GetExtension(file) switch
    {
        ".jsonl" when whole => [Encoding.UTF8.GetBytes($"[{string.Join(',', File.ReadLines(file).Where(line => line.Length > 0))}]")],
        ".jsonl" => File.ReadLines(file).Where(line => line.Length > 0).Select(Encoding.UTF8.GetBytes),
        ".yaml" or ".yml" => [FromYaml(File.ReadAllText(file))],
        _ => [File.ReadAllBytes(file)],
    };

    // Puppet's reports name the classes of Ruby as tags.
    private static byte[] FromYaml(string text)
    {
        var read = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(RubyTag().Replace(text, ""));
        return Encoding.UTF8.GetBytes(new SerializerBuilder().JsonCompatible().Build().Serialize(read));
    }

    [GeneratedRegex(@"!ruby/\S+")]
    private static partial Regex RubyTag();
}
