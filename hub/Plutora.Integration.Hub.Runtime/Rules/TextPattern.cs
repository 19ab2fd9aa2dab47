using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>A pattern with wildcards: a text without any is compared as it is.</summary>
internal sealed class TextPattern
{
    private readonly string _text;
    private readonly Regex? _wild;
    private readonly StringComparison _comparison;

    public TextPattern(string text, bool ignoreCase)
    {
        _text = text;
        _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        _wild = text.AsSpan().ContainsAny('*', '?') ? RuleRegex.Compile(Translate(text), ignoreCase) : null;
    }

    public bool Matches(string text) => _wild is null ? string.Equals(_text, text, _comparison) : _wild.IsMatch(text);

    private static string Translate(string text)
    {
        var pattern = new StringBuilder("^(?s:");
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '*')
            {
                var any = at + 1 < text.Length && text[at + 1] == '*';
                pattern.Append(any ? ".*" : "[^/]*");
                at += any ? 1 : 0;
            }
            else
            {
                pattern.Append(text[at] == '?' ? "[^/]" : Regex.Escape(text[at].ToString()));
            }
        }

        return pattern.Append(")\\z").ToString();
    }
}

/// <summary>Compiles regular expressions so that none can keep the hub busy: without backtracking where that is possible, else with a time limit.</summary>
internal static partial class RuleRegex
{
    /// <summary>The group that gives what is compared.</summary>
    public const string Key = "key";

    private const int MostCharacters = 1_000;
    private const int MostRepetitions = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    public static Regex Compile(string pattern, bool ignoreCase)
    {
        var options = RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            return new(pattern, options | RegexOptions.NonBacktracking, Longest);
        }
        catch (NotSupportedException)
        {
            return new(pattern, options, Longest);
        }
    }

    /// <summary>What is wrong with an expression; null when nothing is.</summary>
    public static string? Fault([StringSyntax(StringSyntaxAttribute.Regex)] string pattern)
    {
        if (pattern.Length > MostCharacters)
        {
            return $"has {pattern.Length} characters; the longest allowed has {MostCharacters}";
        }

        if (Repetition().Matches(pattern).Aggregate(1.0, (all, found) => all * Math.Max(1, Count(found))) > MostRepetitions)
        {
            return $"repeats more than {MostRepetitions} times in all; use * or + instead of large counts";
        }

        try
        {
            var compiled = Compile(pattern, ignoreCase: false);
            return !compiled.GetGroupNames().Contains(Key, StringComparer.Ordinal) ? "has no group named 'key': mark what is compared, such as (?<key>[A-Z]+-[0-9]+)"
                : compiled.IsMatch("") ? "matches the empty text, so it matches everything: ask for at least one character, with + instead of *"
                : null;
        }
        catch (ArgumentException wrong)
        {
            return $"is no regular expression: {wrong.Message}";
        }
        catch (RegexMatchTimeoutException)
        {
            return "takes too long on the empty text already; write it without nested repetitions";
        }
    }

    // Counts one within another multiply, so all of a pattern are taken as if they were.
    private static double Count(Match found) => double.Parse(found.Groups[found.Groups[2].Length > 0 ? 2 : 1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{([0-9]+),?([0-9]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Repetition();
}
