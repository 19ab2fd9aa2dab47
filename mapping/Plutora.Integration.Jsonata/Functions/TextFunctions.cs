using System.Text;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Functions over text. Lengths and places are counted in code points, as the language does, unless they come from matches.</summary>
internal static class TextFunctions
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        Native.OfDefined("string", "<x-b?:s>", 1, (arguments, call) => JsonataValue.From(Texts.Of(arguments[0], call.Run, arguments.At(1).AsBoolean()))),
        Native.OfDefined("substring", "<s-nn?:s>", 3, Substring),
        Native.OfDefined("substringBefore", "<s-s:s>", 2, (arguments, _) => Cut(arguments, (text, at, _) => text[..at])),
        Native.OfDefined("substringAfter", "<s-s:s>", 2, (arguments, _) => Cut(arguments, (text, at, length) => text[(at + length)..])),
        Native.OfText("lowercase", LetterCase.ToLower),
        Native.OfText("uppercase", LetterCase.ToUpper),
        Native.OfDefined("length", "<s-:n>", 1, (arguments, _) => JsonataValue.From(Texts.LengthOf(arguments[0].AsString()))),
        Native.OfText("trim", Trim),
        Native.OfDefined("pad", "<s-ns?:s>", 3, Pad),
        Native.OfDefined("join", "<a<s>s?:s>", 2, Join),
    ];

    private static JsonataValue Substring(JsonataValue[] arguments, Call call)
    {
        var text = arguments[0].AsString();
        var start = arguments.At(1).IsUndefined ? double.NaN : arguments[1].AsDouble();
        var length = arguments.At(2).IsUndefined ? (double?)null : arguments[2].AsDouble();
        var count = Texts.LengthOf(text);
        start = count + start < 0 ? 0 : start;
        call.Run.Make(text.Length);
        return JsonataValue.From(length switch
        {
            null => Texts.Slice(text, start, null),
            <= 0 => "",
            _ => Texts.Slice(text, start, start >= 0 ? start + length : count + start + length),
        });
    }

    private static JsonataValue Cut(JsonataValue[] arguments, Func<string, int, int, string> cut)
    {
        var (text, chars) = (arguments[0].AsString(), arguments.At(1));
        var at = chars.IsString ? text.IndexOf(chars.AsString(), StringComparison.Ordinal) : -1;
        return at < 0 ? arguments[0] : JsonataValue.From(cut(text, at, chars.AsString().Length));
    }

    private static string Trim(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            var space = character is ' ' or '\t' or '\n' or '\r';
            if (!space)
            {
                result.Append(character);
            }
            else if (result.Length > 0 && result[^1] != ' ')
            {
                result.Append(' ');
            }
        }

        return result.Length > 0 && result[^1] == ' ' ? result.ToString(0, result.Length - 1) : result.ToString();
    }

    private static JsonataValue Pad(JsonataValue[] arguments, Call call)
    {
        var text = arguments[0].AsString();
        var padding = arguments.At(2).AsString() is { Length: > 0 } given ? given : " ";
        var width = arguments.At(1).IsUndefined ? 0 : Math.Truncate(arguments[1].AsDouble());
        var missing = Math.Abs(width) - Texts.LengthOf(text);
        if (!(missing > 0))
        {
            return arguments[0];
        }

        call.Run.Make((long)Math.Min(missing * padding.Length, long.MaxValue / 2));
        var fill = new StringBuilder();
        var unit = Texts.LengthOf(padding);
        for (var left = (int)missing; left > 0; left -= unit)
        {
            fill.Append(left >= unit ? padding : Texts.Slice(padding, 0, left));
        }

        return JsonataValue.From(width > 0 ? text + fill : fill + text);
    }

    private static JsonataValue Join(JsonataValue[] arguments, Call call)
    {
        var (items, separator) = (Native.ItemsOf(arguments[0]), arguments.At(1).AsString());
        var result = new StringBuilder();
        for (var index = 0; index < items.Count; index++)
        {
            var item = items[index].AsString();
            call.Run.Make(item.Length + separator.Length);
            result.Append(index > 0 ? separator : "").Append(item);
        }

        return JsonataValue.From(result.ToString());
    }
}
