using System.Globalization;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Connectors.ServiceNow.Tests.Support;

/// <summary>
/// ServiceNow's own reading of an encoded query, over rows with values and labels: conditions that all must hold, alternatives behind <c>^OR</c>, orders, a
/// circumflex within a value written twice. Written from ServiceNow's documentation of operators and not from what the connector sends: what is not known here is an error.
/// </summary>
internal static class EncodedRows
{
    private static readonly string[] Operators = ["STARTSWITH", "ISNOTEMPTY", "ISEMPTY", "NOT IN", "DYNAMIC", "IN", ">=", "<=", "!=", ">", "<", "="];

    /// <summary>The rows that fulfil a query, in the order that it names.</summary>
    public static IReadOnlyList<JsonObject> Select(IEnumerable<JsonObject> rows, string query)
    {
        var (all, orders) = (new List<List<string>>(), new List<(string Column, bool Down)>());
        foreach (var part in query.Replace("^^", "\u0001", StringComparison.Ordinal).Split('^', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Replace('\u0001', '^')))
        {
            if (part.StartsWith("ORDERBYDESC", StringComparison.Ordinal))
            {
                orders.Add((part[11..], true));
            }
            else if (part.StartsWith("ORDERBY", StringComparison.Ordinal))
            {
                orders.Add((part[7..], false));
            }
            else if (part.StartsWith("OR", StringComparison.Ordinal))
            {
                all[^1].Add(part[2..]);
            }
            else
            {
                all.Add([part]);
            }
        }

        IEnumerable<JsonObject> found = rows.Where(r => all.TrueForAll(any => any.Exists(c => Holds(r, c)))).ToList();
        for (var at = orders.Count - 1; at >= 0; at--)
        {
            var (column, down) = orders[at];
            found = down ? found.OrderByDescending(r => Value(r, column), StringComparer.Ordinal) : found.OrderBy(r => Value(r, column), StringComparer.Ordinal);
        }

        return [.. found];
    }

    public static string Value(JsonObject row, string column) => row[column] is JsonObject both ? both["value"]?.ToString() ?? "" : row[column]?.ToString() ?? "";

    private static bool Holds(JsonObject row, string condition)
    {
        var start = condition.TakeWhile(c => c is (>= 'a' and <= 'z') or '_' or '.' or (>= '0' and <= '9')).Count();
        var operation = Operators.FirstOrDefault(o => condition.AsSpan(start).StartsWith(o, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"The condition '{condition}' has no operator that is known here.");
        var (value, asked) = (Value(row, condition[..start]), condition[(start + operation.Length)..]);
        return operation switch
        {
            "=" => string.Equals(value, asked, StringComparison.OrdinalIgnoreCase),
            "!=" => value != asked,
            ">=" => string.CompareOrdinal(value, asked) >= 0,
            "<=" => string.CompareOrdinal(value, asked) <= 0,
            ">" => string.CompareOrdinal(value, asked) > 0,
            "<" => string.CompareOrdinal(value, asked) < 0,
            "IN" => asked.Split(',').Contains(value),
            "NOT IN" => !asked.Split(',').Contains(value),
            "STARTSWITH" => value.StartsWith(asked, StringComparison.Ordinal),
            "ISNOTEMPTY" => value.Length > 0,
            "ISEMPTY" => value.Length == 0,

            // "Me", of the dynamic filters that each instance has.
            "DYNAMIC" => asked == "90d1921e5f510100a9ad2572f2b477fe" && value == "me",
            _ => throw new InvalidOperationException(operation),
        };
    }

    /// <summary>A column with value and label.</summary>
    public static JsonObject Both(string value, string? label = null) => new() { ["display_value"] = label ?? value, ["value"] = value };

    /// <summary>An instant as an account in New York sees it.</summary>
    public static JsonObject At(DateTimeOffset instant)
    {
        var local = instant.ToOffset(TimeSpan.FromHours(-5)).DateTime;
        return new()
        {
            ["display_value"] = local.ToString("MM-dd-yyyy hh:mm:ss tt", CultureInfo.InvariantCulture),
            ["value"] = Text(instant),
            ["display_value_internal"] = local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        };
    }

    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
