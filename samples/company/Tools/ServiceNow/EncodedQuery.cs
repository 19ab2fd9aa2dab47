using System.Text.Json.Nodes;

namespace Acme.Company.Tools.ServiceNow;

/// <summary>
/// ServiceNow's encoded query: conditions that all must hold, alternatives behind <c>^OR</c>, orders; a circumflex within a value is written twice. Written from
/// ServiceNow's documentation of operators; what is not known here is ignored, as ServiceNow ignores it, but for an operator, which is refused.
/// </summary>
internal sealed class EncodedQuery
{
    /// <summary>"Me", of the dynamic filters that each instance has.</summary>
    private const string Me = "90d1921e5f510100a9ad2572f2b477fe";
    private static readonly string[] Operators = ["STARTSWITH", "ISNOTEMPTY", "ISEMPTY", "NOT IN", "INSTANCEOF", "DYNAMIC", "IN", ">=", "<=", "!=", ">", "<", "="];
    private readonly List<List<Condition>> _all = [];

    /// <summary>Columns to order by, each with whether the greatest comes first.</summary>
    public List<(string Column, bool Down)> Orders { get; } = [];

    /// <summary>Whether the order is that of changes, by which tables are kept.</summary>
    public bool IsByChange => Orders is [] or [("sys_updated_on", false)] or [("sys_updated_on", false), ("sys_id", false)];

    /// <summary>The latest instant that rows must not be older than, as it stands in the query; null where there is none.</summary>
    public string? ChangedFrom => _all.Where(any => any is [{ Column: "sys_updated_on", Operator: ">=" }]).Select(any => any[0].Value).Max(StringComparer.Ordinal);

    /// <summary>The values that a column must be one of; null where the query does not say so.</summary>
    public IReadOnlyList<string>? OneOf(string column) =>
        _all.Where(any => any is [var only] && only.Column == column && only.Operator is "=" or "IN").Select(any => any[0].Operator == "IN" ? any[0].Value.Split(',') : [any[0].Value]).FirstOrDefault();

    /// <exception cref="FormatException">An operator is not known.</exception>
    public static EncodedQuery Read(string text)
    {
        var query = new EncodedQuery();
        foreach (var part in text.Replace("^^", "\u0001", StringComparison.Ordinal).Split('^', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Replace('\u0001', '^')))
        {
            if (part.StartsWith("ORDERBYDESC", StringComparison.Ordinal))
            {
                query.Orders.Add((part[11..], true));
            }
            else if (part.StartsWith("ORDERBY", StringComparison.Ordinal))
            {
                query.Orders.Add((part[7..], false));
            }
            else if (part.StartsWith("OR", StringComparison.Ordinal) && query._all.Count > 0)
            {
                query._all[^1].Add(Condition.Read(part[2..]));
            }
            else
            {
                query._all.Add([Condition.Read(part)]);
            }
        }

        return query;
    }

    /// <summary>Whether a row fulfils it.</summary>
    /// <param name="row">The row, with values and labels.</param>
    /// <param name="me">Id of the account that asks.</param>
    public bool Admits(JsonObject row, string me) => _all.TrueForAll(any => any.Exists(c => c.Holds(row, me)));

    /// <summary>Rows in its order.</summary>
    public IEnumerable<JsonObject> Order(IEnumerable<JsonObject> rows)
    {
        for (var at = Orders.Count - 1; at >= 0; at--)
        {
            var (column, down) = Orders[at];
            rows = down ? rows.OrderByDescending(r => Columns.Value(r, column), StringComparer.Ordinal) : rows.OrderBy(r => Columns.Value(r, column), StringComparer.Ordinal);
        }

        return rows;
    }

    private sealed record Condition(string Column, string Operator, string Value)
    {
        public static Condition Read(string text)
        {
            var start = text.TakeWhile(c => c is (>= 'a' and <= 'z') or '_' or '.' or (>= '0' and <= '9')).Count();
            var operation = Operators.FirstOrDefault(o => text.AsSpan(start).StartsWith(o, StringComparison.Ordinal)) ?? throw new FormatException($"The condition '{text}' has no operator that is known here.");
            return new(text[..start], operation, text[(start + operation.Length)..]);
        }

        public bool Holds(JsonObject row, string me)
        {
            var value = Columns.Value(row, Column);
            return Operator switch
            {
                "=" or "INSTANCEOF" => string.Equals(value, Value, StringComparison.OrdinalIgnoreCase),
                "!=" => value != Value,
                ">=" => string.CompareOrdinal(value, Value) >= 0,
                "<=" => string.CompareOrdinal(value, Value) <= 0,
                ">" => string.CompareOrdinal(value, Value) > 0,
                "<" => string.CompareOrdinal(value, Value) < 0,
                "IN" => Value.Split(',').Contains(value),
                "NOT IN" => !Value.Split(',').Contains(value),
                "STARTSWITH" => value.StartsWith(Value, StringComparison.Ordinal),
                "ISNOTEMPTY" => value.Length > 0,
                "ISEMPTY" => value.Length == 0,
                _ => Value == Me && value == me,
            };
        }
    }
}
