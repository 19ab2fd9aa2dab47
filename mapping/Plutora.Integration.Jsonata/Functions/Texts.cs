using Plutora.Integration.Jsonata.Evaluation;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Values as text.</summary>
internal static class Texts
{
    /// <summary>What <c>$string</c> makes of a value; nothing for undefined.</summary>
    public static string Of(JsonataValue value, Run run, bool indented = false)
    {
        switch (value.Reference)
        {
            case null:
                return "";
            case string text:
                return text;
            case FunctionValue:
                return "";
            case Tag tag when tag.Kind == JsonataKind.Number && !double.IsFinite(value.AsDouble()):
                throw Faults.Of("D3001", value);
            case Tag tag when tag.Kind == JsonataKind.Number:
                return NumberText.Rounded(value.AsDouble());
            case ArrayValue { IsOuterWrapper: true, Count: > 0 } wrapper:
                return Of(wrapper[0], run, indented);
            default:
                var json = JsonText.Write(value, new JsonText.Bounds(Math.Max(run.Allowance, 0), rounded: true, indented));
                run.Make(json.Length);
                return json;
        }
    }

    /// <summary>The number of code points.</summary>
    public static int LengthOf(string text)
    {
        var length = text.Length;
        for (var index = 0; index + 1 < text.Length; index++)
        {
            if (char.IsSurrogatePair(text[index], text[index + 1]))
            {
                length--;
                index++;
            }
        }

        return length;
    }

    /// <summary>Code points from one to before another, as JavaScript's slice counts them: from the end where negative.</summary>
    public static string Slice(string text, double start, double? end)
    {
        var length = text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? LengthOf(text) : text.Length;
        var (from, to) = (Bound(start, length), end is { } last ? Bound(last, length) : length);
        return from >= to ? "" : length == text.Length ? text[from..to] : text[Offset(text, from)..Offset(text, to)];
    }

    private static int Bound(double index, int length)
    {
        index = double.IsNaN(index) ? 0 : Math.Truncate(index);
        return (int)(index < 0 ? Math.Max(length + index, 0) : Math.Min(index, length));
    }

    private static int Offset(string text, int codePoints)
    {
        var offset = 0;
        for (; codePoints > 0; codePoints--)
        {
            offset += offset + 1 < text.Length && char.IsSurrogatePair(text[offset], text[offset + 1]) ? 2 : 1;
        }

        return offset;
    }
}
