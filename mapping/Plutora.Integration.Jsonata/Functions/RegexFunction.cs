using System.Text.RegularExpressions;
using Plutora.Integration.Jsonata.Evaluation;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>A regular expression as a function: of a text, and of the index to begin at.</summary>
internal sealed class RegexFunction(Regex regex, int position) : FunctionValue(null)
{
    public override int Arity => 2;

    public override JsonataValue Invoke(JsonataValue[] arguments, Call call)
    {
        var text = Texts.Of(arguments.Length > 0 ? arguments[0] : default, call.Run);
        var from = arguments.Length > 1 && arguments[1].IsNumber ? arguments[1].AsDouble() : 0;
        var at = double.IsNaN(from) ? 0 : (int)Math.Clamp(from, 0, int.MaxValue);
        return Match(text, at, call.Run) is { } match ? AsValue(text, match, call.Run) : default;
    }

    /// <summary>The first match from an index on, or null.</summary>
    public Match? Match(string text, int from, Run run)
    {
        if (from > text.Length)
        {
            return null;
        }

        run.Step(1 + (text.Length / 32));
        try
        {
            var match = regex.Match(text, from);
            return match.Success ? match : null;
        }
        catch (RegexMatchTimeoutException slow)
        {
            throw Faults.Said("U1001", "The regular expression took longer than it may", slow);
        }
    }

    /// <summary>The match after one, or null. A match of nothing would come again and again.</summary>
    public Match? Next(string text, Match match, Run run)
    {
        var from = match.Index + match.Length;
        if (from >= text.Length)
        {
            return null;
        }

        var next = Match(text, from, run);
        return next is { Length: 0 } ? throw Faults.At("D1004", position, null, JsonataValue.From(regex.ToString())) : next;
    }

    /// <summary>The groups of a match; undefined for one that took no part.</summary>
    public static JsonataValue GroupsOf(Match match, Run run)
    {
        var groups = new ArrayValue(match.Groups.Count - 1);
        for (var index = 1; index < match.Groups.Count; index++)
        {
            run.Make(match.Groups[index].Length);
            groups.Add(match.Groups[index] is { Success: true } group ? JsonataValue.From(group.Value) : default);
        }

        return new(groups);
    }

    /// <summary>A match as functions see it.</summary>
    public JsonataValue AsValue(string text, Match match, Run run)
    {
        var value = new ObjectValue(5);
        run.Make(match.Length + 5);
        value.Set("match", JsonataValue.From(match.Value));
        value.Set("start", JsonataValue.From(match.Index));
        value.Set("end", JsonataValue.From(match.Index + match.Length));
        value.Set("groups", GroupsOf(match, run));
        value.Set("next", new(new NativeFunction("next", null, 0, (_, call) => Next(text, match, call.Run) is { } next ? AsValue(text, next, call.Run) : default)));
        return new(value);
    }
}
