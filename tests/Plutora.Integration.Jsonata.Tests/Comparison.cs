namespace Plutora.Integration.Jsonata.Tests;

/// <summary>Compares results as the differential test does: numbers as doubles, members in any order.</summary>
internal static class Comparison
{
    public static bool Same(JsonataValue expected, JsonataValue actual, bool unordered = false)
    {
        if (unordered && expected.Kind == JsonataKind.Array && actual.Kind == JsonataKind.Array)
        {
            var rest = actual.Items.ToList();
            return expected.Items.All(item => rest.FindIndex(other => Same(item, other)) is var at && at >= 0 && Removed(rest, at)) && rest.Count == 0;
        }

        if (Plain(expected) != Plain(actual))
        {
            return false;
        }

        return Plain(expected) switch
        {
            JsonataKind.Number => SameNumber(expected.AsDouble(), actual.AsDouble()),
            JsonataKind.String => expected.AsString() == actual.AsString(),
            JsonataKind.Boolean => expected.AsBoolean() == actual.AsBoolean(),
            JsonataKind.Array => expected.Count == actual.Count && expected.Items.Zip(actual.Items).All(pair => Same(pair.First, pair.Second)),
            JsonataKind.Object => SameMembers(expected, actual),
            _ => true,
        };
    }

    /// <summary>What JSON has no word for is null there.</summary>
    private static JsonataKind Plain(JsonataValue value) => value.Kind is JsonataKind.Undefined or JsonataKind.Function
        || (value.Kind == JsonataKind.Number && !double.IsFinite(value.AsDouble())) ? JsonataKind.Null : value.Kind;

    /// <summary>The last digit may differ where an engine's power or logarithm is rounded otherwise.</summary>
    private static bool SameNumber(double expected, double actual) =>
        expected == actual || Math.Abs(expected - actual) <= Math.Abs(expected) * 1e-14;

    private static bool SameMembers(JsonataValue expected, JsonataValue actual)
    {
        var (left, right) = (Defined(expected), Defined(actual));
        return left.Count == right.Count && left.All(member => right.TryGetValue(member.Key, out var other) && Same(member.Value, other));
    }

    private static Dictionary<string, JsonataValue> Defined(JsonataValue value) =>
        value.Members.Where(member => !member.Value.IsUndefined).ToDictionary(member => member.Key, member => member.Value);

    private static bool Removed(List<JsonataValue> items, int index)
    {
        items.RemoveAt(index);
        return true;
    }
}
