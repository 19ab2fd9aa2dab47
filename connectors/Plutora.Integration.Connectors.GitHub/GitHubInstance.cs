using Plutora.Integration.Connectors.GitHub.Acting;
using Plutora.Integration.Connectors.GitHub.Polling;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Connectors.GitHub.Webhooks;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.GitHub;

/// <summary>One GitHub, as one token or installation sees it.</summary>
internal sealed class GitHubInstance : ConnectorInstance
{
    private readonly GitHubApi _api;
    private readonly StreamPoller _poller;
    private readonly RecordFetcher _fetcher;
    private readonly AccountCheck _check;
    private readonly ActionDesk _actions;

    public GitHubInstance(GitHubOptions options, ConnectorContext context)
    {
        var tags = new ETagMemory();
        _api = new(options, context.Time);
        var catalog = new RepositoryCatalog(options, _api, context.Time);
        _poller = new(_api, catalog, new(_api, new(_api, tags, context.Time), tags, options.PageSize, context.Time));
        _fetcher = new(_api);
        _check = new(options, _api, catalog);
        _actions = new(_api, options, context.Time);
    }

    public override IReadOnlyList<RateLimit> RateLimits => _api.RateLimits;

    public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => _check.RunAsync(cancellationToken);

    public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        var stream = GitHubStreams.All.FirstOrDefault(s => s.Id == request.Stream);
        return stream switch
        {
            null or { CanRead: false } => throw ConnectorException.Permanent($"Stream '{request.Stream}' cannot be read."),
            { CanScan: false } when request.Mode == ReadMode.FullScan => throw request.NoScan(),
            _ when request.Mode == ReadMode.Backfill => throw request.NoBackfill(),
            _ => _poller.ReadAsync(request, cancellationToken),
        };
    }

    public override ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(WebhookReader.Read(request));
    }

    public override Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken) => _fetcher.FetchAsync(request, cancellationToken);

    public override Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken) => _actions.Find(request).ExecuteAsync(request, cancellationToken);

    public override Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken) => _actions.Find(request).PreviewAsync(request, cancellationToken);

    public override Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken) => _actions.Find(request).SettleAsync(request, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        _api.Dispose();
        return base.DisposeAsync();
    }
}
