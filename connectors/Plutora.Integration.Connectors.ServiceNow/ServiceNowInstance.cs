using Plutora.Integration.Connectors.ServiceNow.Actions;
using Plutora.Integration.Connectors.ServiceNow.Api;
using Plutora.Integration.Connectors.ServiceNow.Reading;
using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Connectors.ServiceNow.Webhooks;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.ServiceNow;

/// <summary>One ServiceNow, as one account sees it.</summary>
internal sealed class ServiceNowInstance : ConnectorInstance
{
    private readonly ServiceNowApi _api;
    private readonly AccessCheck _check;
    private readonly TableReader _tables;
    private readonly HistoryReader _histories;
    private readonly RecordFetcher _fetcher;
    private readonly ActionRunner _actions;

    public ServiceNowInstance(ServiceNowOptions options, ConnectorContext context)
    {
        _api = new(options, context);
        var changed = new ChangedRows(_api, options);
        _check = new(_api, changed);
        _tables = new(_api, changed, new(_api, context.Time));
        _histories = new(_api, changed);
        _fetcher = new(_api);
        _actions = new(_api, options);
    }

    public override IReadOnlyList<RateLimit> RateLimits => _api.Tool.RateLimits;

    public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => _check.RunAsync(cancellationToken);

    public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => request switch
    {
        { Mode: ReadMode.Backfill } => throw request.NoBackfill(),
        _ when ServiceNowStreams.Tables.TryGetValue(request.Stream, out var of) => _tables.ReadAsync(of, request, cancellationToken),
        { Stream: not ServiceNowStreams.Audit } => throw request.NoStream(),
        { Mode: ReadMode.FullScan } => throw request.NoScan(),
        _ => _histories.ReadAsync(request, cancellationToken),
    };

    public override ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(WebhookReader.Read(request));
    }

    public override Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken) => _fetcher.FetchAsync(request, cancellationToken);

    public override Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken) => _actions.ExecuteAsync(request, cancellationToken);

    public override Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken) => _actions.PreviewAsync(request, cancellationToken);

    public override Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken) => _actions.SettleAsync(request, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        _api.Dispose();
        return base.DisposeAsync();
    }
}
