using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Records;

/// <summary>Reads members of GitHub's objects and names the place of what is not as documented.</summary>
internal static class JsonReading
{
    /// <summary>A member that is an object.</summary>
    public static bool TryObject(this JsonElement element, string member, out JsonElement found) =>
        element.TryGetProperty(member, out found) && found.ValueKind == JsonValueKind.Object;

    public static JsonElement RequiredObject(this JsonElement element, string member, string place) =>
        element.TryObject(member, out var found) ? found : throw Malformed($"{place}.{member}", "an object", element, member);

    public static string RequiredText(this JsonElement element, string member, string place) =>
        element.Text(member) ?? throw Malformed($"{place}.{member}", "a text", element, member);

    /// <summary>A numeric id, as text.</summary>
    public static string RequiredId(this JsonElement element, string member, string place) =>
        element.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.Number && found.TryGetInt64(out var id)
            ? id.ToString(CultureInfo.InvariantCulture)
            : throw Malformed($"{place}.{member}", "a whole number", element, member);

    /// <summary>An instant: ISO 8601 text, or seconds since 1970 as webhook push writes some of them.</summary>
    public static DateTimeOffset? Instant(this JsonElement element, string member)
    {
        if (!element.TryGetProperty(member, out var found))
        {
            return null;
        }

        return found.ValueKind switch
        {
            JsonValueKind.String when TryInstant(element.Text(member), out var instant) => instant,
            JsonValueKind.Number when found.TryGetInt64(out var seconds) && seconds is > 0 and < 253402300800 => DateTimeOffset.FromUnixTimeSeconds(seconds),
            _ => null,
        };
    }

    private static bool TryInstant([NotNullWhen(true)] string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);

    private static ConnectorException Malformed(string place, string expected, JsonElement element, string member)
    {
        var found = element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) ? Name(value.ValueKind) : "nothing";
        return ConnectorException.Permanent($"{place}: expected {expected}, found {found}.");
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number that is not a whole one",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
