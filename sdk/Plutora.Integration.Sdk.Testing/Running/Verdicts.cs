namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>The connector lacks the property.</summary>
/// <param name="what">What was wrong, with the evidence.</param>
/// <param name="mend">What mends it.</param>
internal sealed class WrongException(string what, string mend) : Exception(what)
{
    public string Mend => mend;
}

/// <summary>The property asks nothing of this connector.</summary>
/// <param name="why">Why not.</param>
internal sealed class NotAskedException(string why) : Exception(why);

/// <summary>How judges say what they found.</summary>
internal static class Verdict
{
    public static WrongException Wrong(string what, string mend) => new(what, mend);

    public static NotAskedException NotAsked(string why) => new(why);

    public static void Hold(bool holds, string what, string mend)
    {
        if (!holds)
        {
            throw Wrong(what, mend);
        }
    }

    /// <summary>A list that stays readable.</summary>
    public static string Names(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(5).Select(n => $"'{n}'")) + (all.Count > 5 ? $" and {all.Count - 5} more" : "");
    }

    public static string Excerpt(ReadOnlyMemory<byte> json)
    {
        var text = System.Text.Encoding.UTF8.GetString(json.Span);
        return text.Length > 160 ? text[..160] + "…" : text;
    }
}
