using Plutora.Integration.Connectors.ServiceNow.Api;
using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.ServiceNow.Reading;

/// <summary>Reads from <c>sys_audit_delete</c> which rows of a table were deleted, where the account may.</summary>
internal sealed class DeletedRows(ServiceNowApi api, TimeProvider time)
{
    public const string Table = "sys_audit_delete";
    private const string Written = "sys_created_on";
    private static readonly string[] Columns = ["sys_id", "tablename", "documentkey", "display_value", Written];

    // A permission that was given meanwhile is noticed without a restart.
    private static readonly TimeSpan Refused = TimeSpan.FromHours(1);

    private long _askAgain;

    /// <summary>What was deleted since an instant, and the instant of the last of it; nothing where the account may not ask.</summary>
    public async Task<(IReadOnlyList<SourceRecord> Records, DateTimeOffset Until)> SinceAsync(TableStream of, DateTimeOffset since, int size, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow().UtcTicks < Interlocked.Read(ref _askAgain))
        {
            return ([], since);
        }

        var (records, until) = (new List<SourceRecord>(), since);
        var filter = of.Classes is { } classes ? EncodedQuery.All.Where("tablename", "STARTSWITH", classes) : EncodedQuery.All.Where("tablename", "=", of.Table);
        var pages = new TablePages(api, Table, Written, filter, Columns) { Optional = true };
        await foreach (var page in pages.WalkAsync(new(since, null), size, cancellationToken).ConfigureAwait(false))
        {
            records.AddRange(page.Rows.Select(row => Record(of, row)));
            until = page.Rows[^1].At ?? until;
        }

        if (pages.IsClosed)
        {
            Interlocked.Exchange(ref _askAgain, (time.GetUtcNow() + Refused).UtcTicks);
        }

        return (records, until);
    }

    private static SourceRecord Record(TableStream of, Row row)
    {
        using var parsed = ToolJson.Parse(row.Json, Table);
        return RecordMaker.Deletion(of.Stream, parsed.RootElement.RequiredValue("documentkey", Table), row.At, row.Json);
    }
}
