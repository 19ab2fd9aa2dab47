using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.TestRail.Api;

/// <summary>Reads members of TestRail's objects.</summary>
internal static class JsonReading
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>Parses an answer, or an object of one.</summary>
    /// <exception cref="ConnectorException">Transient when it is cut off or no JSON: a proxy's page, a page to sign in. Permanent when it is no object.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, string place)
    {
        try
        {
            var document = JsonDocument.Parse(json, Deep);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw ConnectorException.Permanent($"{place}: TestRail's answer is JSON, but no object.");
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Transient($"{place}: TestRail's answer is not JSON: is a proxy or a page to sign in between?", fault);
        }
    }

    public static string? Text(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    public static long? Number(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.Number && found.TryGetInt64(out var number) ? number : null;

    /// <summary>The elements of a list; none where the member is missing or no list.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.Array ? found.EnumerateArray() : [];

    /// <summary>Truth, which old servers tell as 1.</summary>
    public static bool Is(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var found) && (found.ValueKind == JsonValueKind.True || element.Number(member) == 1);

    /// <summary>An instant, in seconds since 1970.</summary>
    public static DateTimeOffset? Instant(this JsonElement element, string member) =>
        element.Number(member) is > 0 and < 253402300800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    public static long RequiredNumber(this JsonElement element, string member, string place) =>
        element.Number(member) ?? throw ConnectorException.Permanent($"{place}: TestRail's object lacks the number '{member}'.");

    public static string Id(this JsonElement element, string place) => element.RequiredNumber("id", place).ToString(CultureInfo.InvariantCulture);
}
