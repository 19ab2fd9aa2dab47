using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.ServiceNow.Api;

/// <summary>A choice of a column, as <c>sys_choice</c> has it.</summary>
/// <param name="Table">Table of the column.</param>
/// <param name="Column">The column.</param>
/// <param name="Value">Value in the database.</param>
/// <param name="Label">What people see.</param>
internal sealed record Choice(string Table, string Column, string Value, string Label);

/// <summary>The choices of columns, by which labels are found for values and values for labels.</summary>
/// <param name="Known">The choices; empty where the account may not read <c>sys_choice</c>.</param>
internal sealed record Choices(IReadOnlyList<Choice> Known)
{
    private const int Most = 1_000;

    // What a table does not say of its column it takes from the table that it extends.
    private const string Parent = "task";

    public static async Task<Choices> OfAsync(ServiceNowApi api, IReadOnlyList<string> tables, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var query = EncodedQuery.All.In("name", [.. tables, Parent]).In("element", columns).Where("inactive", "=", "false").Where("language", "=", "en").OrderBy("name", "element", "value");
        var answer = await api.Tool.SendAsync(ServiceNowApi.Rows("sys_choice", query, Most, ["name", "element", "value", "label"], optional: true), cancellationToken).ConfigureAwait(false);
        return new(answer.Ignored ? [] : [.. RawItems.Of(answer.Body, "result").Select(Of).OfType<Choice>()]);
    }

    /// <summary>The label of a value; null where it is not known.</summary>
    public string? Label(string table, string column, string? value) => In(table, column).FirstOrDefault(c => c.Value == value)?.Label;

    /// <summary>The choice that people mean by a value or a label; null where it is not known.</summary>
    public Choice? Find(string table, string column, string said) =>
        In(table, column).FirstOrDefault(c => c.Value == said) ?? In(table, column).FirstOrDefault(c => string.Equals(c.Label, said, StringComparison.OrdinalIgnoreCase));

    /// <summary>The choices of a column of a table, or those that it takes from its parent.</summary>
    public IReadOnlyList<Choice> In(string table, string column)
    {
        var own = Known.Where(c => c.Table == table && c.Column == column).ToList();
        return own.Count > 0 ? own : [.. Known.Where(c => c.Table == Parent && c.Column == column)];
    }

    private static Choice? Of(ReadOnlyMemory<byte> json)
    {
        using var parsed = ToolJson.Parse(json, "sys_choice");
        var row = parsed.RootElement;
        return (row.Value("name"), row.Value("element"), row.Value("value"), row.Value("label")) is ({ } table, { } column, { } value, { } label) ? new(table, column, value, label) : null;
    }
}
