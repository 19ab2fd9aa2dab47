using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jira.Records;

/// <summary>Reads members of Jira's objects and names the place of what is not as documented.</summary>
internal static class JsonReading
{
    // Below it a number is one of seconds: Jira's own description writes both.
    private const long FirstMilliseconds = 100_000_000_000;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    public static JsonElement RequiredObject(this JsonElement element, string member, string place) =>
        element.Object(member) ?? throw Malformed($"{place}.{member}", "an object", element.Member(member));

    public static IEnumerable<JsonElement> RequiredList(this JsonElement element, string member, string place) =>
        element.Member(member) is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : throw Malformed($"{place}.{member}", "a list", element.Member(member));

    public static string RequiredText(this JsonElement element, string member, string place) =>
        element.Text(member) ?? throw Malformed($"{place}.{member}", "a text", element.Member(member));

    /// <summary>An id, which Jira writes as a number here and as a text there; null when there is none.</summary>
    public static string? Id(this JsonElement element, string member = "id") => element.Member(member) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var id) => id.ToString(CultureInfo.InvariantCulture),
        { ValueKind: JsonValueKind.String } text when text.Unicode(member) is { Length: > 0 } id => id,
        _ => null,
    };

    public static string RequiredId(this JsonElement element, string place, string member = "id") =>
        element.Id(member) ?? throw Malformed($"{place}.{member}", "an id", element.Member(member));

    /// <summary>An instant: <c>2024-02-09T10:00:00.000+0100</c>, or milliseconds or seconds since 1970; null when it is missing or none of them.</summary>
    public static DateTimeOffset? Instant(this JsonElement element, string member) => element.Member(member) switch
    {
        { ValueKind: JsonValueKind.String } text => DateTimeOffset.TryParseExact(text.Unicode(member), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var count) && count is > 0 and < 253_402_300_800_000 =>
            count < FirstMilliseconds ? DateTimeOffset.FromUnixTimeSeconds(count) : DateTimeOffset.FromUnixTimeMilliseconds(count),
        _ => null,
    };

    private static ConnectorException Malformed(string place, string expected, JsonElement? found) => ConnectorException.Permanent($"{place}: expected {expected}, found {Name(found?.ValueKind)}.");

    private static string Name(JsonValueKind? kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "nothing",
    };
}
