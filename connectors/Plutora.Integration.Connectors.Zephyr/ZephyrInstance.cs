using Plutora.Integration.Connectors.Zephyr.Actions;
using Plutora.Integration.Connectors.Zephyr.Api;
using Plutora.Integration.Connectors.Zephyr.Reading;
using Plutora.Integration.Connectors.Zephyr.Records;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Zephyr;

/// <summary>One Zephyr Scale, as one account sees it.</summary>
internal sealed class ZephyrInstance : ConnectorInstance
{
    private readonly ZephyrApi _api;
    private readonly AccessCheck _check;
    private readonly ProjectReader _reader;
    private readonly RecordFetcher _fetcher;
    private readonly ActionDesk _actions;

    public ZephyrInstance(ZephyrOptions options, ConnectorContext context)
    {
        _api = new(options, context);
        var projects = new Projects(_api, options);
        _check = new(_api, projects, options);
        _reader = new(_api, projects);
        _fetcher = new(_api);
        _actions = new(_api);
    }

    public override IReadOnlyList<RateLimit> RateLimits => _api.RateLimits;

    public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => _check.RunAsync(cancellationToken);

    public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => request switch
    {
        { Mode: ReadMode.Backfill } => throw request.NoBackfill(),
        _ when ZephyrStreams.Lists.TryGetValue(request.Stream, out var list) => _reader.ReadAsync(list, request, cancellationToken),
        _ => throw request.NoStream(),
    };

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
