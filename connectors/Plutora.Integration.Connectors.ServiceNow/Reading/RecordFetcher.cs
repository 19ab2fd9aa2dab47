using Plutora.Integration.Connectors.ServiceNow.Api;
using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Sdk.Http.Pagination;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.ServiceNow.Reading;

/// <summary>Reads one record as ServiceNow has it now.</summary>
internal sealed class RecordFetcher(ServiceNowApi api)
{
    /// <returns>The record; null when ServiceNow no longer has it.</returns>
    public async Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        var of = ServiceNowStreams.Tables.GetValueOrDefault(request.Stream) ?? throw new NotSupportedException($"A record of stream '{request.Stream}' cannot be fetched alone.");

        // By a query, as a read asks: a row's own address gives one of a class that extends the table with the columns of the class.
        var answer = await api.Tool.SendAsync(ServiceNowApi.Rows(of.Table, EncodedQuery.All.Where("sys_id", "=", request.Id), 1, []), cancellationToken).ConfigureAwait(false);
        if (RawItems.Of(answer.Body, "result") is not [var row, ..])
        {
            return null;
        }

        using var parsed = ToolJson.Parse(row, of.Table);
        return RecordMaker.Make(of.Stream, parsed.RootElement, row, of.Table);
    }
}
