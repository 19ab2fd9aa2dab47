using System.Globalization;
using Plutora.Integration.Hub.Runtime.Merging;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>Tells which change of an entity is that of an action on it (rule 28 of state).</summary>
internal static class Echoes
{
    /// <summary>How long what records say of an entity waits for the answer of an action on it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>For how long the change of an answered action is waited for: longer than most polls take.</summary>
    public static readonly TimeSpan Expected = TimeSpan.FromHours(1);

    private const int MostHeld = 100;
    private const int MostExpected = 10;

    /// <summary>The entity with what was said kept for later; null when nothing is to wait any more.</summary>
    public static EntityState? Hold(EntityState state, OwnerMessage said, DateTimeOffset now) => state.Held is { } held && now < held.Until && held.Messages.Count < MostHeld
        ? state with { Held = held with { Messages = [.. held.Messages, said] } }
        : null;

    /// <summary>The entity while an action is open. One that was open for too long once holds nothing back again.</summary>
    public static EntityState Begin(EntityState state, HoldBack asked) => state.Held is not null || state.Echoes.Any(e => e.Action == asked.Action && e.Open) ? state : state with { Held = new(asked.Action, asked.Until) };

    /// <summary>The entity once an action was answered: nothing waits for it, and its change is looked out for unless it was seen already.</summary>
    public static EntityState End(EntityState state, string action, ExpectedEcho? echo)
    {
        var others = state.Echoes.Where(e => e.Action != action);
        var seen = echo is null || echo.Version is { } version && state.Contributions.Values.Any(c => !c.Mention && c.Stamp.Version == version);
        return state with { Held = state.Held?.Action == action ? null : state.Held, Echoes = [.. (seen ? others : others.Append(echo!)).TakeLast(MostExpected)] };
    }

    /// <summary>Marks what a record says as the change of an action where it is, or may be, and looks out for that one no longer.</summary>
    public static (EntityState State, ChangeContext Change) Mark(EntityState state, Contribution said, ChangeContext change, DateTimeOffset now)
    {
        if (state.Echoes.Count == 0 || said.Mention)
        {
            return (state, change);
        }

        var waiting = state.Echoes.Where(e => now <= e.Until).ToList();
        if (waiting.Find(e => e.Version is { } version && version == said.Stamp.Version) is { } own)
        {
            waiting.Remove(own);
            return (state with { Echoes = waiting }, change with { CausationId = own.Action });
        }

        // What came before the change is another's; what came behind it holds the change too.
        var unsure = waiting.Where(e => !(Instant(e.Version) is { } at && said.Stamp.Instant is { } told && told < at)).ToList();
        return (state with { Echoes = [.. waiting.Where(e => e.Open || !unsure.Contains(e))] }, unsure.Count > 0 ? change with { EchoUnknown = true } : change);
    }

    private static DateTimeOffset? Instant(string? version) => DateTimeOffset.TryParse(version, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
