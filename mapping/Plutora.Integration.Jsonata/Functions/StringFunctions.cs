using System.Text.RegularExpressions;
using Plutora.Integration.Jsonata.Evaluation;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>Functions of strings.</summary>
internal static partial class StringFunctions
{
    public static (string Name, int Arity, Func<Arguments, JsonataValue> Body)[] All { get; } =
    [
        ("string", 1, a => a[0].IsUndefined ? default : JsonataValue.From(a[0].ToString())),
        ("length", 1, a => a[0].IsUndefined ? default : JsonataValue.From(a.Text(0).EnumerateRunes().Count())),
        ("lowercase", 1, Each(s => s.ToLowerInvariant())),
        ("uppercase", 1, Each(s => s.ToUpperInvariant())),
        ("trim", 1, Each(s => Blank().Replace(s, " ").Trim(' '))),
        ("substring", 3, Substring),
        ("substringBefore", 2, a => Around(a, (s, at, _) => s[..at])),
        ("substringAfter", 2, a => Around(a, (s, at, length) => s[(at + length)..])),
        ("contains", 2, a => a[0].IsUndefined ? default : JsonataValue.From(a[1].Reference is Regex r ? r.IsMatch(a.Text(0)) : a.Text(0).Contains(a.Text(1), StringComparison.Ordinal))),
        ("split", 3, Split),
        ("join", 2, a => a[0].IsUndefined ? default : JsonataValue.From(string.Join(a[1].IsUndefined ? "" : a.Text(1), a.List(0).Select(v => v.AsString())))),
        ("replace", 4, Replace),
        ("match", 3, Match),
    ];

    private static Func<Arguments, JsonataValue> Each(Func<string, string> change) => a => a[0].IsUndefined ? default : JsonataValue.From(change(a.Text(0)));

    private static JsonataValue Substring(Arguments a)
    {
        if (a[0].IsUndefined)
        {
            return default;
        }

        var runes = a.Text(0).EnumerateRunes().ToArray();
        var start = (int)a.Number(1);
        start = start < 0 ? Math.Max(0, runes.Length + start) : Math.Min(start, runes.Length);
        var length = a[2].IsUndefined ? runes.Length - start : Math.Clamp((int)a.Number(2), 0, runes.Length - start);
        return JsonataValue.From(string.Concat(runes.Skip(start).Take(length)));
    }

    private static JsonataValue Around(Arguments a, Func<string, int, int, string> cut)
    {
        if (a[0].IsUndefined)
        {
            return default;
        }

        var (text, part) = (a.Text(0), a.Text(1));
        var at = text.IndexOf(part, StringComparison.Ordinal);
        return JsonataValue.From(at < 0 ? text : cut(text, at, part.Length));
    }

    private static JsonataValue Split(Arguments a)
    {
        if (a[0].IsUndefined)
        {
            return default;
        }

        var text = a.Text(0);
        var parts = a[1].Reference is Regex regex ? regex.Split(text) : a.Text(1).Length == 0 ? [.. text.EnumerateRunes().Select(r => r.ToString())] : text.Split(a.Text(1));
        return JsonataValue.From(parts.Take(a[2].IsUndefined ? int.MaxValue : (int)a.Number(2)).Select(JsonataValue.From));
    }

    private static JsonataValue Replace(Arguments a)
    {
        if (a[0].IsUndefined)
        {
            return default;
        }

        var limit = a[3].IsUndefined ? -1 : (int)a.Number(3);
        var pattern = a[1].Reference as Regex ?? Patterns.Compile(Regex.Escape(a.Text(1)));
        if (a[2].Reference is FunctionValue function)
        {
            return JsonataValue.From(pattern.Replace(a.Text(0), m => a.Call(function, One(m)).AsString(), limit));
        }

        var replacement = a[1].Reference is Regex ? a.Text(2) : a.Text(2).Replace("$", "$$", StringComparison.Ordinal);
        return JsonataValue.From(pattern.Replace(a.Text(0), replacement, limit));
    }

    private static JsonataValue Match(Arguments a)
    {
        if (a[0].IsUndefined)
        {
            return default;
        }

        var pattern = a[1].Reference as Regex ?? throw new JsonataException("T0410", 0, "match", "Argument 2 of function \"match\" must be a regular expression");
        return Sequences.Of([.. pattern.Matches(a.Text(0)).Take(a[2].IsUndefined ? int.MaxValue : (int)a.Number(2)).Select(One)]);
    }

    private static JsonataValue One(Match match) => JsonataValue.From(
    [
        KeyValuePair.Create("match", JsonataValue.From(match.Value)),
        KeyValuePair.Create("index", JsonataValue.From(match.Index)),
        KeyValuePair.Create("groups", JsonataValue.From(match.Groups.Values.Skip(1).Select(g => JsonataValue.From(g.Value)))),
    ]);

    [GeneratedRegex("[ \t\n\r]+", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();
}
