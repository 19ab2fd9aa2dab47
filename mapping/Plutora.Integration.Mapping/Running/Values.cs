using System.Text;
using System.Text.Json;
using Plutora.Integration.Jsonata;

namespace Plutora.Integration.Mapping.Running;

/// <summary>What is asked of values everywhere.</summary>
internal static class Values
{
    public static bool IsNothing(JsonataValue value) => value.Kind is JsonataKind.Undefined or JsonataKind.Null;

    /// <summary>Whether it is a text of nothing but spaces, as tools write that there is no value.</summary>
    public static bool IsBlank(JsonataValue value) => value.Kind == JsonataKind.String && string.IsNullOrWhiteSpace(value.AsString());

    /// <summary>The number that a text of digits is, such as <c>"12"</c> or <c>"-1.5"</c>; undefined for any other value.</summary>
    public static JsonataValue NumberIn(JsonataValue value)
    {
        if (value.Kind != JsonataKind.String || value.AsString().Trim() is not { Length: > 0 } text || !(char.IsAsciiDigit(text[^1]) && (char.IsAsciiDigit(text[0]) || text[0] == '-')))
        {
            return default;
        }

        try
        {
            return JsonataInput.Parse(Encoding.UTF8.GetBytes(text)).Value is { Kind: JsonataKind.Number } number ? number : default;
        }
        catch (JsonException)
        {
            // Digits that are no number in JSON: leading zeros, two points, a date.
            return default;
        }
    }

    /// <summary>The items of a list, or the value itself as the only one; what is nothing is left out.</summary>
    public static EachValue Each(JsonataValue value) => new(value);

    /// <summary>A text as it is, a number with its source digits, a boolean by its word.</summary>
    public static string Text(JsonataValue value) => value.Kind == JsonataKind.String ? value.AsString() : value.ToString();
}
