using System.Text.Json;

namespace Plutora.Integration.Jsonata.Values;

/// <summary>Reads UTF-8 JSON to values.</summary>
internal static class TreeReader
{
    public static JsonataValue Read(ReadOnlySpan<byte> utf8Json, int maxDepth)
    {
        var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = maxDepth });
        reader.Read();
        var value = ReadValue(ref reader);
        return reader.Read() ? throw new JsonException("There is more after the end of the document.") : value;
    }

    /// <summary>The value at which the reader stands; it is left at its last token.</summary>
    public static JsonataValue ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return JsonataValue.From(JsonStrings.Read(reader.ValueSpan));
            case JsonTokenType.Number:
                return NumberText.FromSource(reader.ValueSpan);
            case JsonTokenType.True or JsonTokenType.False:
                return JsonataValue.From(reader.TokenType == JsonTokenType.True);
            case JsonTokenType.StartObject:
                return ReadObject(ref reader);
            case JsonTokenType.StartArray:
                var items = new ArrayValue();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadValue(ref reader));
                }

                return new(items);
            default:
                return JsonataValue.Null;
        }
    }

    private static JsonataValue ReadObject(ref Utf8JsonReader reader)
    {
        var value = new ObjectValue();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameCache.Get(reader.ValueSpan);
            reader.Read();
            value.Set(name, ReadValue(ref reader));
        }

        return new(value);
    }
}
