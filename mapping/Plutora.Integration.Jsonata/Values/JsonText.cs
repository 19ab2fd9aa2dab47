using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Plutora.Integration.Jsonata.Values;

/// <summary>Writes values as JSON text, as JavaScript's JSON.stringify does.</summary>
internal static class JsonText
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\', .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);

    /// <summary>How numbers are written, and how much may be.</summary>
    /// <param name="limit">The most characters.</param>
    /// <param name="rounded">Numbers that are not whole with 15 significant digits.</param>
    /// <param name="indented">Over several lines, indented by two spaces.</param>
    internal sealed class Bounds(long limit, bool rounded = false, bool indented = false)
    {
        public bool Rounded { get; } = rounded;

        public bool Indented { get; } = indented;

        public bool Exceeded(StringBuilder text) => text.Length > limit;
    }

    /// <summary>The value as JSON; what JSON has no word for is null, functions an empty text where numbers are rounded.</summary>
    public static string Write(JsonataValue value, Bounds bounds)
    {
        var text = new StringBuilder();
        Append(text, value, bounds, 0);
        return text.ToString();
    }

    /// <summary>Text as a JSON string; surrogates that stand alone are escaped.</summary>
    public static void AppendQuoted(StringBuilder text, string value)
    {
        text.Append('"');
        var rest = value.AsSpan();
        while (rest.IndexOfAny(Escaped) is var at && at >= 0)
        {
            text.Append(rest[..at]);
            if (at + 1 < rest.Length && char.IsSurrogatePair(rest[at], rest[at + 1]))
            {
                text.Append(rest.Slice(at, 2));
                rest = rest[(at + 2)..];
                continue;
            }

            AppendEscape(text, rest[at]);
            rest = rest[(at + 1)..];
        }

        text.Append(rest).Append('"');
    }

    private static void AppendEscape(StringBuilder text, char character) => _ = character switch
    {
        '"' => text.Append("\\\""),
        '\\' => text.Append("\\\\"),
        '\b' => text.Append("\\b"),
        '\f' => text.Append("\\f"),
        '\n' => text.Append("\\n"),
        '\r' => text.Append("\\r"),
        '\t' => text.Append("\\t"),
        _ => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
    };

    private static void Append(StringBuilder text, JsonataValue value, Bounds bounds, int depth)
    {
        if (bounds.Exceeded(text) || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Faults.Of("U1002");
        }

        switch (value.Kind)
        {
            case JsonataKind.Boolean:
                text.Append(value.AsBoolean() ? "true" : "false");
                break;
            case JsonataKind.Number:
                text.Append(Number(value, bounds.Rounded));
                break;
            case JsonataKind.String:
                AppendQuoted(text, value.AsString());
                break;
            case JsonataKind.Array:
                AppendArray(text, value.Array!, bounds, depth);
                break;
            case JsonataKind.Object:
                AppendObject(text, value.Object!, bounds, depth);
                break;
            case JsonataKind.Function when bounds.Rounded:
                text.Append("\"\"");
                break;
            default:
                text.Append("null");
                break;
        }
    }

    /// <summary>A number as JSON: its source digits where it has them, but for <c>$string</c>, which keeps those of whole numbers only.</summary>
    public static string Number(JsonataValue value, bool rounded)
    {
        var number = value.AsDouble();
        if (value.Digits is { } digits && (digits.IsWhole || !rounded))
        {
            return digits.IsWhole && double.IsInteger(number) && Math.Abs(number) < 1L << 53 ? NumberText.Of(number) : digits.Text;
        }

        return double.IsFinite(number) ? rounded ? NumberText.Rounded(number) : NumberText.Of(number)
            : rounded && !double.IsNaN(number) ? throw Faults.Of("D1001", value)
            : "null";
    }

    private static void AppendArray(StringBuilder text, ArrayValue array, Bounds bounds, int depth)
    {
        text.Append('[');
        for (var index = 0; index < array.Count; index++)
        {
            Separate(text, bounds, index > 0, depth + 1);
            Append(text, array[index], bounds, depth + 1);
        }

        Close(text, bounds, array.Count > 0, depth, ']');
    }

    private static void AppendObject(StringBuilder text, ObjectValue value, Bounds bounds, int depth)
    {
        text.Append('{');
        var any = false;
        for (var index = 0; index < value.Count; index++)
        {
            if (!value.Values[index].IsUndefined)
            {
                Separate(text, bounds, any, depth + 1);
                AppendQuoted(text, value.Names[index]);
                text.Append(bounds.Indented ? ": " : ":");
                Append(text, value.Values[index], bounds, depth + 1);
                any = true;
            }
        }

        Close(text, bounds, any, depth, '}');
    }

    private static void Separate(StringBuilder text, Bounds bounds, bool comma, int depth)
    {
        if (comma)
        {
            text.Append(',');
        }

        NewLine(text, bounds, depth);
    }

    private static void Close(StringBuilder text, Bounds bounds, bool any, int depth, char bracket)
    {
        if (any)
        {
            NewLine(text, bounds, depth);
        }

        text.Append(bracket);
    }

    private static void NewLine(StringBuilder text, Bounds bounds, int depth)
    {
        if (bounds.Indented)
        {
            text.Append('\n').Append(' ', depth * 2);
        }
    }
}
