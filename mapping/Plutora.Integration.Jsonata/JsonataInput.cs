using System.Text.Json;

namespace Plutora.Integration.Jsonata;

/// <summary>A document to evaluate expressions over; parsed once, used by many.</summary>
public sealed class JsonataInput
{
    private JsonataInput(JsonataValue value) => Value = value;

    /// <summary>No document.</summary>
    public static JsonataInput Undefined { get; } = new(default);

    internal JsonataValue Value { get; }

    /// <summary>Parses UTF-8 JSON.</summary>
    /// <exception cref="JsonException">Not JSON, or nested deeper than the limit.</exception>
    public static JsonataInput Parse(ReadOnlyMemory<byte> utf8Json, JsonataLimits? limits = null)
    {
        var reader = new Utf8JsonReader(utf8Json.Span, new JsonReaderOptions { MaxDepth = (limits ?? new()).MaxInputDepth });
        var element = JsonElement.ParseValue(ref reader);
        return reader.Read() ? throw new JsonException("There is more after the end of the document.") : new(JsonataValue.From(element));
    }

    /// <summary>Parsed JSON as input; it must stay alive as long as the input.</summary>
    public static JsonataInput From(JsonElement element) => new(JsonataValue.From(element));

    /// <summary>A value as input.</summary>
    public static JsonataInput From(JsonataValue value) => new(value);
}
