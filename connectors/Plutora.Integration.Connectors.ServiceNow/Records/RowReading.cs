using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.ServiceNow.Records;

/// <summary>Reads columns of a row, which come as their value, or as value and label together (<c>sysparm_display_value=all</c>).</summary>
internal static class RowReading
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>Parses an answer or a row of one.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="place">What they are, for messages.</param>
    /// <exception cref="ConnectorException">Transient, when they are cut off or no JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, string place)
    {
        try
        {
            return JsonDocument.Parse(json, Deep);
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Transient($"The answer of {place} is cut off or not JSON at byte {fault.BytePositionInLine} of line {fault.LineNumber + 1}.", fault);
        }
    }

    /// <summary>The element's own bytes, copied: they outlive the document.</summary>
    public static byte[] Bytes(this JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();

    /// <summary>A member that is an object; null when it is missing or something else.</summary>
    public static JsonElement? Object(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.Object ? found : null;

    /// <summary>A column's value, as it is in the database; null when it is missing or empty.</summary>
    public static string? Value(this JsonElement row, string column) => Column(row, column, "value");

    /// <summary>A column's label, in the account's language; the value where it came without one; null when it is missing or empty.</summary>
    public static string? Label(this JsonElement row, string column) => Column(row, column, "display_value");

    public static string RequiredValue(this JsonElement row, string column, string place) =>
        row.Value(column) ?? throw ConnectorException.Permanent($"{place}: the row lacks a {column}.");

    private static string? Column(JsonElement row, string column, string part)
    {
        if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(column, out var found))
        {
            return null;
        }

        if (found.ValueKind == JsonValueKind.Object && !found.TryGetProperty(part, out found))
        {
            return null;
        }

        var text = found.ValueKind switch
        {
            JsonValueKind.String => Unicode(found, column),
            JsonValueKind.Number => Number(found),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
        return text is { Length: > 0 } ? text : null;
    }

    // Some interfaces of ServiceNow type their numbers, 3.0 for 3.
    private static string Number(JsonElement number) => number.TryGetDecimal(out var exact) ? exact.ToString("0.#############################", CultureInfo.InvariantCulture) : number.GetRawText();

    private static string Unicode(JsonElement text, string column)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw ConnectorException.Permanent($"{column}: the text is no valid Unicode.", fault);
        }
    }
}
