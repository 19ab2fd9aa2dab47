using System.Text.Json;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata;

/// <summary>A document to evaluate expressions over; read once, used by many, by several threads at once.</summary>
public sealed class JsonataInput
{
    private JsonataInput(JsonataValue value)
    {
        Value = value;
        Context = value.Reference is ArrayValue { IsSequence: false }
            ? new JsonataValue(new ArrayValue(value) { IsSequence = true, IsOuterWrapper = true })
            : value;
    }

    /// <summary>No document.</summary>
    public static JsonataInput Undefined { get; } = new(default);

    /// <summary>The document as a value, or what of it was read.</summary>
    public JsonataValue Value { get; }

    /// <summary>What an expression begins with: an array is one value there, not its items.</summary>
    internal JsonataValue Context { get; }

    /// <summary>Reads UTF-8 JSON.</summary>
    /// <exception cref="JsonException">Not JSON, or nested deeper than the limit.</exception>
    public static JsonataInput Parse(ReadOnlyMemory<byte> utf8Json, JsonataLimits? limits = null) => new(TreeReader.Read(utf8Json.Span, (limits ?? new()).MaxInputDepth));

    /// <summary>Parsed JSON as input, copied: the document may be disposed of.</summary>
    public static JsonataInput From(JsonElement element) => new(JsonataValue.From(element));

    /// <summary>A value as input.</summary>
    public static JsonataInput From(JsonataValue value) => new(value);
}
