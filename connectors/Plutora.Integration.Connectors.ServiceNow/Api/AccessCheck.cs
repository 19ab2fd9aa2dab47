using System.Text.Json;
using Plutora.Integration.Connectors.ServiceNow.Reading;
using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Connectors.ServiceNow.Api;

/// <summary>Tries address, credentials, what the account may read, and how its times are understood.</summary>
internal sealed class AccessCheck(ServiceNowApi api, ChangedRows changed)
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var (read, closed) = (0, new List<string>());
        foreach (var of in ServiceNowStreams.Tables.Values.OrderBy(t => t.Stream, StringComparer.Ordinal))
        {
            if (await api.MayReadAsync(of.Table, changed.Filter(of), cancellationToken).ConfigureAwait(false))
            {
                read++;
            }
            else
            {
                closed.Add($"stream {of.Stream} (table {of.Table}{(of.Plugin is { } plugin ? $", of {plugin}" : "")})");
            }
        }

        if (read == 0)
        {
            return CheckResult.Failure($"Reached {api.Base}, but the account may read none of the tables: give it the roles that the README lists.");
        }

        if (await MisunderstoodAsync(cancellationToken).ConfigureAwait(false) is { } incident)
        {
            return CheckResult.Failure($"Reached {api.Base}, but incident {incident} is not found by the time of its own change: times in queries are not taken as UTC, and changes would be missed. Set the account's time zone to GMT.");
        }

        string[] without =
        [
            .. closed.Count == 0 ? Array.Empty<string>() : [$"Not readable or not installed: {string.Join(", ", closed)}."],
            .. await api.MayReadAsync(HistoryReader.Table, EncodedQuery.All, cancellationToken).ConfigureAwait(false) ? Array.Empty<string>() : [$"The account may not read {HistoryReader.Table}: states have no history from before the hub saw them."],
            .. await api.MayReadAsync(DeletedRows.Table, EncodedQuery.All, cancellationToken).ConfigureAwait(false) ? Array.Empty<string>() : [$"It may not read {DeletedRows.Table}: deletions are found by full scans alone."],
        ];
        return CheckResult.Success(string.Join(' ', [$"Reached {api.Base}; {read} of {ServiceNowStreams.Tables.Count} tables are read.", .. without]));
    }

    // The newest incident must be found between the second of its last change and the next.
    private async Task<string?> MisunderstoodAsync(CancellationToken cancellationToken)
    {
        if (!await api.MayReadAsync("incident", EncodedQuery.All, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        using var newest = await api.RowsAsync("incident", EncodedQuery.All.And($"ORDERBYDESC{ChangedRows.Changed}"), 1, ["sys_id", "number", ChangedRows.Changed], cancellationToken).ConfigureAwait(false);
        if (First(newest) is not { } row || InstanceTime.Read(row.Value(ChangedRows.Changed)) is not { } at)
        {
            return null;
        }

        var within = EncodedQuery.All.Where("sys_id", "=", row.RequiredValue("sys_id", "incident")).From(ChangedRows.Changed, at).Where(ChangedRows.Changed, "<=", InstanceTime.Text(at.AddMinutes(10)));
        using var found = await api.RowsAsync("incident", within, 1, ["sys_id"], cancellationToken).ConfigureAwait(false);
        return First(found) is null ? row.Value("number") ?? row.Value("sys_id") : null;
    }

    private static JsonElement? First(JsonDocument rows) =>
        rows.RootElement.TryGetProperty("result", out var found) && found.ValueKind == JsonValueKind.Array && found.GetArrayLength() > 0 ? found[0] : null;
}
