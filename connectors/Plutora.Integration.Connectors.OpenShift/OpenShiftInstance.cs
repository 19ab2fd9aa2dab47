using Plutora.Integration.Connectors.OpenShift.Acting;
using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Reading;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.OpenShift;

/// <summary>One cluster, as one account sees it.</summary>
internal sealed class OpenShiftInstance : ConnectorInstance
{
    private readonly ClusterApi _api;
    private readonly IReadOnlyList<ClusterResource> _read;
    private readonly AccessCheck _check;
    private readonly ChangeReader _changes;
    private readonly ScanReader _scans;
    private readonly RecordFetcher _fetcher;
    private readonly Actor _actor;

    public OpenShiftInstance(OpenShiftOptions options, ConnectorContext context)
    {
        _api = new(options, context.Time);
        var scopes = new ScopeFinder(options, _api);
        var lists = new ListWalker(_api, scopes, options.PageSize, context.Time);
        _read = [.. ClusterStreams.All.Where(r => options.Pods || r.Stream != ClusterStreams.Pod)];
        _check = new(_api, scopes, _read);
        _changes = new(lists, new(_api, scopes, options.WatchSeconds, options.PageSize, context.Time), scopes, context.Logger);
        _scans = new(lists, scopes);
        _fetcher = new(_api, lists);
        _actor = new(_api, context.Time);
    }

    public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => _check.RunAsync(cancellationToken);

    public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        var resource = ClusterStreams.Find(request.Stream);
        return request.Mode switch
        {
            ReadMode.Backfill => throw request.NoBackfill("its first read tells all that there is"),
            _ when !_read.Contains(resource) => AsyncEnumerable.Empty<RecordPage>(),
            ReadMode.FullScan => _scans.ReadAsync(resource, cancellationToken),
            _ => _changes.ReadAsync(resource, request, cancellationToken),
        };
    }

    public override Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken) => _fetcher.FetchAsync(request, cancellationToken);

    public override Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken) => _actor.ExecuteAsync(request, cancellationToken);

    public override Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken) => _actor.PreviewAsync(request, cancellationToken);

    public override Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken) => _actor.SettleAsync(request, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        _api.Dispose();
        return base.DisposeAsync();
    }
}
