using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>What paths yield: nothing, one value, or several.</summary>
internal static class Sequences
{
    /// <summary>A sequence as its items; a single value as one; nothing as none.</summary>
    public static List<JsonataValue> Items(JsonataValue value) => value.Array is { } array ? array.Items : value.IsUndefined ? [] : [value];

    /// <summary>A list as a sequence: none is undefined, one stands for itself.</summary>
    public static JsonataValue Of(List<JsonataValue> items, bool keepArray = false) =>
        items.Count == 0 ? default : items.Count == 1 && !keepArray ? items[0] : new(new ArrayValue(items, sequence: true) { KeepSingleton = keepArray });

    /// <summary>Adds a value; the items of an array one by one.</summary>
    public static void Flatten(List<JsonataValue> target, JsonataValue value)
    {
        if (value.Array is { } array)
        {
            target.AddRange(array.Items);
        }
        else if (!value.IsUndefined)
        {
            target.Add(value);
        }
    }
}
