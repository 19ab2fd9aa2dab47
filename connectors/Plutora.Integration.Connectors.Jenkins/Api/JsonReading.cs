using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jenkins.Api;

/// <summary>Reads members of Jenkins' objects.</summary>
internal static class JsonReading
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>Parses an answer that must be an object.</summary>
    /// <exception cref="ConnectorException">Transient when it is cut off or no JSON: a proxy's page, a broken connection. Permanent when it is something else.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body, string path)
    {
        try
        {
            var document = JsonDocument.Parse(body, Deep);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw ConnectorException.Permanent($"GET {path} was answered with JSON that is no object.");
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Transient($"GET {path} was answered with what is not JSON: is a proxy or a log-in page in between?", fault);
        }
    }

    public static string? Text(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    public static long? Number(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.Number && found.TryGetInt64(out var number) ? number : null;

    public static bool IsTrue(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.True;

    public static bool IsFalse(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.False;

    public static JsonElement? Object(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.Object ? found : null;

    /// <summary>The elements of a list; none where the member is missing or no list.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.Array ? found.EnumerateArray() : [];

    /// <summary>An instant in milliseconds since 1970.</summary>
    public static DateTimeOffset? Instant(this JsonElement element, string member) =>
        element.Number(member) is > 0 and < 253402300800000 and var milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
