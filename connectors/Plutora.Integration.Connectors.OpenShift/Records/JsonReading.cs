using System.Runtime.InteropServices;
using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift.Records;

/// <summary>Reads members of the cluster's JSON, whatever stands where they should be.</summary>
internal static class JsonReading
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    /// <summary>Parses an answer.</summary>
    /// <exception cref="ConnectorException">Transient, when it is cut off or no JSON: a proxy's page, a broken connection.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, string place)
    {
        try
        {
            return JsonDocument.Parse(json, Deep);
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Transient($"The answer to {place} is cut off or not JSON at byte {fault.BytePositionInLine} of line {fault.LineNumber + 1}.", fault);
        }
    }

    /// <summary>The element's own bytes, copied: they outlive the document.</summary>
    public static byte[] Bytes(this JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();

    /// <summary>A member, whatever it is; null when it is missing or null, or the element no object.</summary>
    public static JsonElement? Member(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

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

    /// <summary>A text member; null when it is missing, null or no text.</summary>
    public static string? Text(this JsonElement element, string member) => element.Member(member).Text();

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
