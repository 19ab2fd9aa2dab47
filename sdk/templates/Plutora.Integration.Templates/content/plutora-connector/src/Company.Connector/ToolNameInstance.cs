using System.Runtime.CompilerServices;
using System.Text.Json;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Authentication;
using Plutora.Integration.Sdk.Http.Pagination;
using Plutora.Integration.Sdk.Streams;

namespace Company.Connector;

/// <summary>Speaks to one server of ToolName.</summary>
internal sealed class ToolNameInstance(ToolNameOptions options, ConnectorContext context) : ConnectorInstance
{
    private readonly HttpTool _tool = new(new() { BaseAddress = new(options.Address), Authentication = new BearerAuthentication(options.Token), Secrets = [options.Token] }, context);

    public override IReadOnlyList<RateLimit> RateLimits => _tool.RateLimits;

    public override async Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        await _tool.SendAsync(new("me"), cancellationToken);
        return CheckResult.Success("Reached ToolName.");
    }

    // What changed since the last read, oldest first, so that a read that is cut off goes on where its last stored page ended.
    public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Cursor is { Version: > 1 }) throw ConnectorException.Configuration("The cursor was written by a newer version of this connector. Reset it, or install that version.");
        var since = request.Cursor?.Value ?? request.Since?.ToString("O");
        var tickets = new HttpToolRequest("tickets").With("limit", $"{request.PageSize}");
        var paging = new KeysetPagination("changed_since", "changed_at") { Inclusive = true, Size = request.PageSize };
        await foreach (var page in _tool.ReadPagesAsync(since is null ? tickets : tickets.With("changed_since", since), paging, cancellationToken: cancellationToken))
        {
            var records = page.Items.Select(Record).ToList();
            yield return new(records, records is [.., var last] ? new Cursor(1, last.Version!) : request.Cursor) { SentAt = page.Response.SentAt };
        }
    }

    private static SourceRecord Record(ReadOnlyMemory<byte> item)
    {
        using var ticket = JsonDocument.Parse(item);
        return new() { Stream = "ticket", Id = ticket.RootElement.GetProperty("id").ToString(), Version = ticket.RootElement.GetProperty("changed_at").GetString(), Json = item };
    }

    public override ValueTask DisposeAsync()
    {
        _tool.Dispose();
        return base.DisposeAsync();
    }
}
