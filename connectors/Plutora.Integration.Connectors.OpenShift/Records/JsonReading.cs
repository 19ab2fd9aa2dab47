using System.Text.Json;

namespace Plutora.Integration.Connectors.OpenShift.Records;

/// <summary>Reads members of the cluster's JSON, whatever stands where they should be.</summary>
internal static class JsonReading
{
    /// <summary>A member that is reached by a path.</summary>
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        JsonElement? found = element;
        foreach (var member in path)
        {
            found = found?.Member(member);
        }

        return found;
    }

    /// <summary>The element as a text; null when it is none.</summary>
    public static string? Text(this JsonElement? element) => element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A whole number; null when it is missing or none.</summary>
    public static long? Number(this JsonElement? element) => element is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    /// <summary>The elements of a list; none when there is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement? element) => element is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>An instant as the cluster writes it; null when it is missing or none.</summary>
    public static DateTimeOffset? Instant(this JsonElement? element) =>
        element.Text() is { } text && DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;
}
