using System.Text.Json;
using Plutora.Integration.Jsonata.Projection;

namespace Plutora.Integration.Jsonata;

/// <summary>
/// Reads of documents what a set of expressions looks at, and nothing else: their paths are known once they are compiled, so that one pass over the
/// bytes finds all values and builds no tree of the rest. Immutable, used by many threads at once.
/// </summary>
public sealed class JsonataReader
{
    private readonly Need _need;
    private readonly int _maxDepth;

    internal JsonataReader(Need need, int maxDepth) => (_need, _maxDepth) = (need, maxDepth);

    /// <summary>Whether the expressions need all of a document, so that all of it is read.</summary>
    public bool ReadsWhole => _need.Whole;

    /// <summary>The paths that are looked at, each by its names from the document on; arrays are seen through. Where all of a value is read, its path ends.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Paths
    {
        get
        {
            var paths = new List<IReadOnlyList<string>>();
            Gather(_need, [], paths);
            return paths;
        }
    }

    /// <summary>A reader for expressions that are evaluated over a document.</summary>
    public static JsonataReader For(params IEnumerable<JsonataExpression> expressions)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        var builder = new JsonataReaderBuilder();
        foreach (var expression in expressions)
        {
            builder.Add(expression);
        }

        return builder.Build();
    }

    /// <summary>Reads a document. The input is for the reader's expressions alone: others may miss what was not read.</summary>
    /// <exception cref="JsonException">Not JSON, or nested deeper than the limit.</exception>
    public JsonataInput Read(ReadOnlyMemory<byte> utf8Json) => JsonataInput.From(ProjectedReader.Read(utf8Json.Span, _need, _maxDepth));

    private static void Gather(Need need, IReadOnlyList<string> path, List<IReadOnlyList<string>> paths)
    {
        if (path.Count > 0 && (need.Whole || need.Members.Length == 0))
        {
            paths.Add(path);
        }

        foreach (var member in need.Members)
        {
            Gather(member.Need, [.. path, member.Name], paths);
        }
    }
}
