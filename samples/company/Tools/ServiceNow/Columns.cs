using System.Globalization;
using System.Text.Json.Nodes;
using Acme.Company.World;

namespace Acme.Company.Tools.ServiceNow;

/// <summary>Writes columns with value and label, as <c>sysparm_display_value=all</c> asks for them.</summary>
internal static class Columns
{
    /// <summary>Address of the instance, for people.</summary>
    public const string Site = "https://acme.service-now.example";

    public static JsonObject Both(string? value, string? label = null) => new() { ["display_value"] = label ?? value ?? "", ["value"] = value ?? "" };

    public static JsonObject At(DateTimeOffset? instant) => Both(instant is { } at ? Text(at) : "");

    public static JsonObject Flag(bool value) => Both(value ? "true" : "false");

    public static JsonObject Reference(string table, string? id, string? label) =>
        id is null ? Both("") : new() { ["display_value"] = label ?? "", ["link"] = $"{Site}/api/now/table/{table}/{id}", ["value"] = id };

    public static string Value(JsonObject row, string column) => row[column] is JsonObject both ? both["value"]?.ToString() ?? "" : "";

    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;

    /// <summary>Id of a thing in a table: its first digits say of which kind it is.</summary>
    public static string Id(string table, long number) => string.Create(CultureInfo.InvariantCulture, $"{Kind(table):x4}{number:x28}");

    /// <summary>The number of a thing in a table; null where the id is none of it.</summary>
    public static long? Number(string table, string id) =>
        id.Length == 32 && id.StartsWith(Kind(table).ToString("x4", CultureInfo.InvariantCulture), StringComparison.Ordinal) && long.TryParse(id.AsSpan(16), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number : null;

    // The columns that every row has.
    public static JsonObject Row(string table, string id, DateTimeOffset created, DateTimeOffset updated) => new()
    {
        ["sys_id"] = Both(id),
        ["sys_class_name"] = Both(table),
        ["sys_created_on"] = At(created),
        ["sys_updated_on"] = At(updated),
    };

    public static JsonObject Row(string table, Thing thing) => Row(table, Id(table, thing.Id), thing.CreatedAt, thing.UpdatedAt);

    private static ushort Kind(string table)
    {
        ushort hash = 17;
        foreach (var character in table)
        {
            hash = unchecked((ushort)((hash * 31) + character));
        }

        return hash;
    }
}
