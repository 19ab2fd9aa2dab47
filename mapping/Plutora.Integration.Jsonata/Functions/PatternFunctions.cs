using System.Globalization;
using System.Text;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Functions that search text, by text or by pattern.</summary>
internal static class PatternFunctions
{
    public static IEnumerable<NativeFunction> All { get; } =
    [
        Native.OfDefined("contains", "<s-(sf):b>", 2, Contains),
        Native.OfDefined("match", "<s-f<s:o>n?:a<o>>", 3, Match),
        Native.OfDefined("replace", "<s-(sf)(sf)n?:s>", 4, Replace),
        Native.OfDefined("split", "<s-(sf)n?:a<s>>", 3, Split),
    ];

    private static JsonataValue Contains(JsonataValue[] arguments, Call call)
    {
        var (text, token) = (arguments[0].AsString(), arguments.At(1));
        call.Run.Step(1 + (text.Length / 64));
        return token.IsUndefined ? default
            : token.Function is { } matcher ? JsonataValue.From(Matcher.Any(matcher, text, call))
            : JsonataValue.From(text.Contains(token.AsString(), StringComparison.Ordinal));
    }

    private static JsonataValue Match(JsonataValue[] arguments, Call call)
    {
        var limit = Limit(arguments.At(2), "D3040", 3);
        var result = ArrayValue.Sequence();
        if (limit <= 0)
        {
            return new(result);
        }

        foreach (var match in Matcher.Matches(arguments[1].Function!, arguments[0].AsString(), limit, call))
        {
            var value = new ObjectValue(3);
            value.Set("match", match.Matched);
            value.Set("index", match.Index);
            value.Set("groups", match.Groups());
            call.Run.Make(match.Text.Length + 3);
            result.Add(new(value));
        }

        return new(result);
    }

    private static JsonataValue Split(JsonataValue[] arguments, Call call)
    {
        var (text, separator) = (arguments[0].AsString(), arguments.At(1));
        var limit = Limit(arguments.At(2), "D3020", 3);
        if (separator.Function is not { } matcher)
        {
            // A limit for text is one of JavaScript's own: an unsigned number of 32 bits.
            return separator.IsUndefined ? throw Faults.Of("T1010") : new(SplitByText(text, separator.AsString(), double.IsFinite(limit) ? Math.Truncate(limit) % 4294967296 : limit, call));
        }

        var result = new ArrayValue();
        var start = 0.0;
        if (limit > 0)
        {
            foreach (var match in Matcher.Matches(matcher, text, limit, call))
            {
                Add(result, Between(text, start, match.Start), call);
                start = match.End;
            }

            if (result.Count < limit)
            {
                Add(result, Between(text, start, text.Length), call);
            }
        }

        return new(result);
    }

    private static ArrayValue SplitByText(string text, string separator, double limit, Call call)
    {
        var result = new ArrayValue();
        if (separator.Length == 0)
        {
            for (var index = 0; index < text.Length && result.Count < limit; index++)
            {
                Add(result, text[index].ToString(), call);
            }

            return result;
        }

        for (var start = 0; result.Count < limit;)
        {
            var end = text.IndexOf(separator, start, StringComparison.Ordinal);
            Add(result, end < 0 ? text[start..] : text[start..end], call);
            if (end < 0)
            {
                break;
            }

            start = end + separator.Length;
        }

        return result;
    }

    private static JsonataValue Replace(JsonataValue[] arguments, Call call)
    {
        var (text, pattern, replacement) = (arguments[0].AsString(), arguments.At(1), arguments.At(2));
        if (pattern is { IsString: true } empty && empty.AsString().Length == 0)
        {
            throw Faults.Argument("D3010", 2, pattern);
        }

        var limit = Limit(arguments.At(3), "D3011", 4);
        if (limit <= 0)
        {
            return arguments[0];
        }

        if (pattern.Function is not { } matcher)
        {
            return pattern.IsUndefined ? throw Faults.Of("T1010") : ReplaceText(text, pattern.AsString(), replacement, limit, call);
        }

        var result = new StringBuilder();
        var (position, count) = (0.0, 0);
        foreach (var match in Matcher.Matches(matcher, text, limit, call))
        {
            var between = Between(text, position, match.Start);
            var replaced = replacement.Function is { } replacer
                ? Calls.Apply(replacer, [match.Value()], call with { Input = JsonataValue.Null })
                : replacement.IsString ? JsonataValue.From(Expand(replacement.AsString(), match)) : replacement;
            call.Run.Make(between.Length + (replaced.IsString ? replaced.AsString().Length : throw Faults.Of("D3012", replaced)));
            result.Append(between).Append(replaced.AsString());
            position = match.Start + match.Text.Length;
            count++;
        }

        return count == 0 ? arguments[0] : JsonataValue.From(result.Append(Between(text, position, text.Length)).ToString());
    }

    private static JsonataValue ReplaceText(string text, string pattern, JsonataValue replacement, double limit, Call call)
    {
        var result = new StringBuilder();
        var (position, count) = (0, 0);
        while (count < limit && text.IndexOf(pattern, position, StringComparison.Ordinal) is var at && at >= 0)
        {
            var replaced = replacement.IsString ? replacement.AsString() : throw Faults.Of("D3012", replacement);
            call.Run.Make(at - position + replaced.Length);
            result.Append(text, position, at - position).Append(replaced);
            position = at + pattern.Length;
            count++;
        }

        call.Run.Make(text.Length - position);
        return JsonataValue.From(result.Append(text, position, text.Length - position).ToString());
    }

    /// <summary>A replacement with <c>$0</c>, <c>$1</c> and so on replaced by what the groups matched, and <c>$$</c> by a dollar sign.</summary>
    private static string Expand(string replacement, TextMatch match)
    {
        if (!replacement.Contains('$', StringComparison.Ordinal))
        {
            return replacement;
        }

        var result = new StringBuilder();
        var groups = Native.ItemsOf(match.Groups());
        var position = 0;
        for (var index = replacement.IndexOf('$', StringComparison.Ordinal); index >= 0; index = replacement.IndexOf('$', position))
        {
            result.Append(replacement, position, index - position);
            position = index + 1;
            if (position < replacement.Length && replacement[position] is '$' or '0')
            {
                result.Append(replacement[position] == '$' ? "$" : match.Text);
                position++;
            }
            else if (GroupNumber(replacement, position, groups.Count) is { } number)
            {
                result.Append(number >= 1 && number <= groups.Count ? groups[number - 1].AsString() : "");
                position += number.ToString(CultureInfo.InvariantCulture).Length;
            }
            else
            {
                result.Append('$');
            }
        }

        return result.Append(replacement, position, replacement.Length - position).ToString();
    }

    /// <summary>The number after a dollar sign, of as many digits as there are groups for.</summary>
    private static int? GroupNumber(string replacement, int position, int groups)
    {
        var most = groups == 0 ? 1 : (int)Math.Floor(Math.Log(groups) * 0.4342944819032518) + 1;
        var number = Digits(replacement, position, most);
        return most > 1 && number > groups ? Digits(replacement, position, most - 1) : number;
    }

    private static int? Digits(string text, int position, int most)
    {
        var end = position;
        while (end < text.Length && end - position < most && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end == position ? null : int.Parse(text.AsSpan(position, end - position), CultureInfo.InvariantCulture);
    }

    private static double Limit(JsonataValue limit, string code, int index) => limit.IsUndefined ? double.PositiveInfinity
        : limit.AsDouble() < 0 ? throw Faults.Argument(code, index, limit)
        : limit.AsDouble();

    private static void Add(ArrayValue result, string text, Call call)
    {
        call.Run.Make(text.Length + 1);
        result.Add(JsonataValue.From(text));
    }

    /// <summary>Part of a text as JavaScript's substring: ends beyond it are its ends, and the smaller is the first.</summary>
    private static string Between(string text, double from, double to)
    {
        var (a, b) = (Bound(from), Bound(to));
        return text[Math.Min(a, b)..Math.Max(a, b)];

        int Bound(double index) => double.IsNaN(index) ? 0 : (int)Math.Clamp(Math.Truncate(index), 0, text.Length);
    }
}
