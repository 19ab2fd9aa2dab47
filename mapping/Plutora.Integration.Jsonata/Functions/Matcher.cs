using Plutora.Integration.Jsonata.Evaluation;

namespace Plutora.Integration.Jsonata.Functions;

/// <summary>One match of a regular expression, or of a function that plays one.</summary>
/// <param name="Matched">What was matched: text, if a function that plays one says so.</param>
/// <param name="Index">Where it begins: a number, if such a function says so.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Groups">What its groups matched.</param>
/// <param name="Value">The whole as a value.</param>
internal sealed record TextMatch(JsonataValue Matched, JsonataValue Index, double End, Func<JsonataValue> Groups, Func<JsonataValue> Value)
{
    public string Text => Matched.AsString();

    public double Start => Index.AsDouble();
}

/// <summary>Goes through the matches in a text.</summary>
internal static class Matcher
{
    /// <summary>As many matches as are asked for. The one after the last is looked for, too: where it fails, so does the whole.</summary>
    public static IEnumerable<TextMatch> Matches(FunctionValue matcher, string text, double limit, Call call) =>
        matcher is RegexFunction regex ? OfRegex(regex, text, limit, call) : OfFunction(matcher, text, limit, call);

    /// <summary>Whether there is any match.</summary>
    public static bool Any(FunctionValue matcher, string text, Call call) =>
        matcher is RegexFunction regex ? regex.Match(text, 0, call.Run) is not null : !Checked(Calls.Apply(matcher, [JsonataValue.From(text)], Outside(call))).IsUndefined;

    private static IEnumerable<TextMatch> OfRegex(RegexFunction regex, string text, double limit, Call call)
    {
        var match = regex.Match(text, 0, call.Run);
        for (var count = 0; match is not null && count < limit; count++, match = regex.Next(text, match, call.Run))
        {
            var current = match;
            yield return new(
                JsonataValue.From(match.Value), JsonataValue.From(match.Index), match.Index + match.Length, () => RegexFunction.GroupsOf(current, call.Run), () => regex.AsValue(text, current, call.Run));
        }
    }

    private static IEnumerable<TextMatch> OfFunction(FunctionValue matcher, string text, double limit, Call call)
    {
        var found = Checked(Calls.Apply(matcher, [JsonataValue.From(text)], Outside(call)));
        for (var count = 0; !found.IsUndefined && count < limit; count++)
        {
            var current = found;
            yield return new(found["match"], found["start"], found["end"].AsDouble(), () => current["groups"], () => current);
            found = found["next"].Function is { } next ? Checked(Calls.Apply(next, [default], Outside(call))) : throw Faults.Of("T1010");
        }
    }

    private static Call Outside(Call call) => call with { Input = JsonataValue.Null };

    /// <summary>What a matcher gave, if it looks like a match at all.</summary>
    private static JsonataValue Checked(JsonataValue found)
    {
        var looksRight = !Truth.OfHost(found) || found["start"].IsNumber || found["groups"].Array is not null || found["next"].Function is not null;
        return looksRight ? found : throw Faults.Of("T1010");
    }
}
