using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.ServiceNow.Records;

/// <summary>Reads columns of a row, which come as their value, or as value and label together (<c>sysparm_display_value=all</c>).</summary>
internal static class RowReading
{
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
            JsonValueKind.String => found.Unicode(column),
            JsonValueKind.Number => Number(found),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
        return text is { Length: > 0 } ? text : null;
    }

    // Some interfaces of ServiceNow type their numbers, 3.0 for 3.
    private static string Number(JsonElement number) => number.TryGetDecimal(out var exact) ? exact.ToString("0.#############################", CultureInfo.InvariantCulture) : number.GetRawText();
}
