using Plutora.Integration.Connectors.ServiceNow.Records;

namespace Plutora.Integration.Connectors.ServiceNow.Reading;

/// <summary>A row of a page, with what pages are cut by.</summary>
/// <param name="Id">Its <c>sys_id</c>.</param>
/// <param name="At">What the column of instants says; null where it is empty, or the walk is by id alone.</param>
/// <param name="Json">The row's own bytes.</param>
internal readonly record struct Row(string Id, DateTimeOffset? At, ReadOnlyMemory<byte> Json)
{
    public static Row Of(ReadOnlyMemory<byte> json, string? column, string place)
    {
        using var parsed = ToolJson.Parse(json, place);
        return new(parsed.RootElement.RequiredValue("sys_id", place), column is null ? null : InstanceTime.Read(parsed.RootElement.Value(column)), json);
    }
}

/// <summary>A page of rows.</summary>
/// <param name="Rows">The rows, in order.</param>
/// <param name="More">Whether others follow.</param>
/// <param name="Left">How many rows there were from here on; null where ServiceNow does not tell.</param>
/// <param name="SentAt">When the page was asked for.</param>
internal sealed record RowPage(IReadOnlyList<Row> Rows, bool More, long? Left, DateTimeOffset SentAt);

/// <summary>Behind which row a walk goes on.</summary>
/// <param name="At">The row's instant; null in a walk by id.</param>
/// <param name="Id">The row's id; null where it is the instant alone, which is then included.</param>
internal readonly record struct Key(DateTimeOffset? At, string? Id);
