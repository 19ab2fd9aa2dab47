using System.Text.Json;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jira.Acting;

/// <summary>Where an issue is to go.</summary>
/// <param name="State">Name of the state; null for any that means done.</param>
/// <param name="Resolution">The resolution asked for.</param>
/// <param name="Comment">What is said about it.</param>
/// <param name="Done">States that mean done, the best first; null where any state may be asked for.</param>
internal sealed record Wish(string? State, string? Resolution, string? Comment, IReadOnlyList<string>? Done)
{
    /// <summary>Whether a status is what is wished for.</summary>
    public bool IsMetBy(JsonElement status) =>
        (Done is null || status.Object("statusCategory")?.Text("key") == "done") && (State is null || Same(status.Text("name"), State));

    public static bool Same(string? one, string? other) => string.Equals(one?.Trim(), other?.Trim(), StringComparison.OrdinalIgnoreCase);
}

/// <summary>A transition of the workflow that is to be taken.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="State">The status that it leads to.</param>
/// <param name="Resolution">The resolution to set with it; null where it sets none.</param>
internal sealed record Way(string Id, string Name, string State, string? Resolution);

/// <summary>Chooses among the transitions that Jira offers.</summary>
internal static class Ways
{
    // What a workflow that asks for a resolution gets where the caller names none.
    private static readonly string[] Usual = ["Done", "Fixed", "Resolved", "Completed"];

    /// <exception cref="ConnectorException">Permanent, when none leads there, several do and none is preferred, or more is needed than the action takes.</exception>
    public static Way Choose(string key, IReadOnlyList<JsonElement> transitions, Wish wish)
    {
        var fitting = transitions.Where(t => t.Object("to") is { } to && wish.IsMetBy(to)).ToList();
        if (fitting.Count == 0)
        {
            var offered = transitions.Select(State).Distinct(StringComparer.Ordinal).Select(s => $"'{s}'").ToList();
            throw ConnectorException.Permanent(
                $"No transition leads {key} to {(wish.State is null ? "a status that means done" : $"'{wish.State}'")}{(wish is { State: not null, Done: not null } ? ", or it does not mean done" : "")}. From where it is lead: {(offered.Count == 0 ? "none that the account may take" : string.Join(", ", offered))}.");
        }

        var chosen = Preferred(key, fitting, wish);
        var needed = Fields(chosen).Where(f => f.Name != "resolution" && IsNeeded(f.Value)).Select(f => $"'{f.Value.Text("name") ?? f.Name}'").ToList();
        if (needed.Count > 0)
        {
            throw ConnectorException.Permanent($"The transition '{chosen.Text("name")}' of {key} needs {string.Join(", ", needed)}, which this action does not set. Fill it in at the issue, or let the workflow do without.");
        }

        return new(chosen.RequiredId("transitions[]"), chosen.Text("name") ?? "", State(chosen), Resolution(key, chosen, wish));
    }

    private static JsonElement Preferred(string key, List<JsonElement> fitting, Wish wish)
    {
        var states = fitting.Select(State).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var state = states.Count == 1 ? states[0] : wish.Done?.FirstOrDefault(d => states.Exists(s => Wish.Same(s, d)));
        return state is null
            ? throw ConnectorException.Permanent($"{key} can be closed as {string.Join(", ", states.Select(s => $"'{s}'"))}: say which by the argument 'state', or by the option 'closeStates' of the instance.")
            : fitting.Where(t => Wish.Same(State(t), state)).MinBy(t => Fields(t).Count(f => IsNeeded(f.Value)));
    }

    private static string? Resolution(string key, JsonElement transition, Wish wish)
    {
        if (Fields(transition).Find(f => f.Name == "resolution").Value is not { ValueKind: JsonValueKind.Object } field)
        {
            return wish.Resolution is not { Length: > 0 } ? null
                : throw ConnectorException.Permanent($"The transition '{transition.Text("name")}' of {key} sets no resolution: leave the argument 'resolution' out.");
        }

        var allowed = field.List("allowedValues").Select(v => v.Text("name")).OfType<string>().ToList();
        if (wish.Resolution is { Length: > 0 } asked)
        {
            return allowed.Find(a => Wish.Same(a, asked)) ?? throw ConnectorException.Permanent($"'{asked}' is no resolution of {key}. There are: {string.Join(", ", allowed)}.");
        }

        return !IsNeeded(field) ? null
            : Usual.Select(u => allowed.Find(a => Wish.Same(a, u))).FirstOrDefault(u => u is not null)
                ?? throw ConnectorException.Permanent($"The transition '{transition.Text("name")}' of {key} needs a resolution: say it by the argument 'resolution'. There are: {string.Join(", ", allowed)}.");
    }

    private static string State(JsonElement transition) => transition.Object("to")?.Text("name") ?? "";

    private static List<JsonProperty> Fields(JsonElement transition) => transition.Object("fields") is { } fields ? [.. fields.EnumerateObject()] : [];

    private static bool IsNeeded(JsonElement field) =>
        field.Member("required") is { ValueKind: JsonValueKind.True } && field.Member("hasDefaultValue") is not { ValueKind: JsonValueKind.True };
}
