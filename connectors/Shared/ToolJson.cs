using System.Runtime.InteropServices;
using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors;

/// <summary>What is read alike of any tool's JSON. Shared as source: plugins have no assembly of ours in common but the Sdk.</summary>
internal static class ToolJson
{
    // A tool nests deeper than the 64 levels that are usual, such as a document within a comment.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>Parses an answer, or a part of one.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="place">What they are, for messages, such as <c>GET rest/api/3/myself</c>.</param>
    /// <exception cref="ConnectorException">Transient, when they are cut off or no JSON: a proxy's page, a broken connection.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, string place)
    {
        try
        {
            return JsonDocument.Parse(json, Deep);
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Transient($"The answer of {place} is cut off or not JSON at byte {fault.BytePositionInLine} of line {fault.LineNumber + 1}: is a proxy or a page to sign in between?", fault);
        }
    }

    /// <summary>Parses an answer, or a part of one, that must be an object.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="place">What they are, for messages.</param>
    /// <exception cref="ConnectorException">Transient, when they are cut off or no JSON; permanent, when they are something else than an object.</exception>
    public static JsonDocument ParseObject(ReadOnlyMemory<byte> json, string place)
    {
        var document = Parse(json, place);
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        throw ConnectorException.Permanent($"The answer of {place} is JSON, but no object.");
    }

    /// <summary>The element's own bytes, copied: they outlive the document.</summary>
    public static byte[] Bytes(this JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();

    /// <summary>A member, whatever it is; null when it is missing or null, or the element no object.</summary>
    public static JsonElement? Member(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    /// <summary>A member that is an object; null when it is missing or something else.</summary>
    public static JsonElement? Object(this JsonElement element, string member) => element.Member(member) is { ValueKind: JsonValueKind.Object } found ? found : null;

    /// <summary>A member that is a text; null when it is missing or something else.</summary>
    public static string? Text(this JsonElement element, string member) => element.Member(member) is { ValueKind: JsonValueKind.String } found ? found.Unicode(member) : null;

    /// <summary>A member that is a whole number; null when it is missing or something else.</summary>
    public static long? Number(this JsonElement element, string member) =>
        element.Member(member) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out var number) ? number : null;

    /// <summary>The elements of a member that is a list; none when it is missing or something else.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement element, string member) => element.Member(member) is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];

    /// <summary>True when a member is true; false when it is missing or something else.</summary>
    public static bool IsTrue(this JsonElement element, string member) => element.Member(member) is { ValueKind: JsonValueKind.True };

    /// <summary>An element that is a text.</summary>
    /// <param name="text">The element.</param>
    /// <param name="member">Its name, for messages.</param>
    /// <exception cref="ConnectorException">Permanent, when it is no valid Unicode: half a surrogate pair, escaped.</exception>
    public static string Unicode(this JsonElement text, string member)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw ConnectorException.Permanent($"{member}: the text is no valid Unicode.", fault);
        }
    }
}
