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
}
