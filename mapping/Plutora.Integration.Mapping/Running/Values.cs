using Plutora.Integration.Jsonata;

namespace Plutora.Integration.Mapping.Running;

/// <summary>What is asked of values everywhere.</summary>
internal static class Values
{
    public static bool IsNothing(JsonataValue value) => value.Kind is JsonataKind.Undefined or JsonataKind.Null;

    /// <summary>The items of a list, or the value itself as the only one; what is nothing is left out.</summary>
    public static IEnumerable<JsonataValue> Each(JsonataValue value)
    {
        if (value.Kind == JsonataKind.Array)
        {
            return value.Items.Where(item => !IsNothing(item));
        }

        return IsNothing(value) ? [] : [value];
    }

    /// <summary>A text as it is, a number with its source digits, a boolean by its word.</summary>
    public static string Text(JsonataValue value) => value.Kind == JsonataKind.String ? value.AsString() : value.ToString();
}
