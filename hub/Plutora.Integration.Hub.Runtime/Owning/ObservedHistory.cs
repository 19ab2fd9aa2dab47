using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>The state history that the hub keeps of an entity whose tool keeps none (rules 9 and 25 of state).</summary>
internal static class ObservedHistory
{
    public const string Field = "stateHistory";
    public const string OmittedField = "stateHistoryOmitted";

    /// <summary>States kept of one entity; the oldest go first and are counted.</summary>
    public const int Most = 500;

    /// <summary>Whether entities of a type have a state history.</summary>
    public static bool IsKeptFor(EntityDescriptor type) => type.Field(Field) is not null;

    /// <summary>The state that fields show, or null when they do not say one.</summary>
    public static SeenState? Read(FieldSet fields, DateTimeOffset at) =>
        fields.TryGetValue("state", out var state) && state.ValueKind == JsonValueKind.String
            ? new(at, state.GetString()!, fields.TryGetValue("sourceState", out var source) && source.ValueKind == JsonValueKind.String ? source.GetString() : null)
            : null;

    /// <summary>The entity with one more state seen; the same whatever the order in which states are seen.</summary>
    public static EntityState Add(EntityState state, SeenState seen)
    {
        var place = 0;
        while (place < state.Seen.Count && Compare(state.Seen[place], seen) < 0)
        {
            place++;
        }

        if (place < state.Seen.Count && Compare(state.Seen[place], seen) == 0)
        {
            return state;
        }

        var all = state.Seen.ToList();
        all.Insert(place, seen);
        if (all.Count <= Most)
        {
            return state with { Seen = all };
        }

        all.RemoveAt(0);
        return state with { Seen = all, SeenOmitted = state.SeenOmitted + 1 };
    }

    /// <summary>The history as the model writes it: one change for each run of equal states, the first without a state before.</summary>
    public static JsonElement? Write(EntityState state)
    {
        var changes = new JsonArray();
        SeenState? last = null;
        foreach (var seen in state.Seen.Where(seen => last is null || seen.State != last.State || seen.SourceState != last.SourceState))
        {
            changes.Add(Change(last, seen));
            last = seen;
        }

        return changes.Count == 0 ? null : JsonSerializer.SerializeToElement(changes, Storage.RuntimeJson.Default.JsonArray);
    }

    private static JsonObject Change(SeenState? from, SeenState to)
    {
        var change = new JsonObject();
        if (from is not null)
        {
            change["from"] = from.State;
        }

        change["to"] = to.State;
        if (from?.SourceState is { } before)
        {
            change["sourceFrom"] = before;
        }

        if (to.SourceState is { } after)
        {
            change["sourceTo"] = after;
        }

        change["at"] = to.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        change["observed"] = true;
        return change;
    }

    private static int Compare(SeenState some, SeenState other)
    {
        var time = some.At.CompareTo(other.At);
        var state = time != 0 ? time : string.CompareOrdinal(some.State, other.State);
        return state != 0 ? state : string.CompareOrdinal(some.SourceState, other.SourceState);
    }
}
