using Plutora.Integration.Connectors.Jenkins.Actions;
using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Connectors.Jenkins.Reading;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jenkins;

/// <summary>One Jenkins, as one user sees it.</summary>
internal sealed class JenkinsInstance : ConnectorInstance
{
    private readonly JenkinsApi _api;
    private readonly AccessCheck _check;
    private readonly JobReader _jobs;
    private readonly BuildReader _builds;
    private readonly RecordFetcher _fetcher;
    private readonly ActionDesk _actions;
    private readonly Dictionary<string, IBuildTeller> _tellers;

    public JenkinsInstance(JenkinsOptions options, ConnectorContext context)
    {
        _api = new(options, context.Time);
        _check = new(options, _api);
        var walker = new JobWalker(options, _api, context.Logger, context.Time);
        var tests = new TestsOfBuild(_api, options.TestOutput);
        _jobs = new(walker);
        _builds = new(walker, new(_api, options.PageSize, context.Time));
        _fetcher = new(_api, tests);
        _actions = new(_api, new(_api, new(_api, TimeSpan.FromSeconds(options.QueueSeconds), context.Time), options.ActionParameter), new(_api, context.Time));
        _tellers = new(StringComparer.Ordinal)
        {
            [JenkinsStreams.Build] = new BuildItself(),
            [JenkinsStreams.Stage] = new StagesOfBuild(_api, context.Logger),
            [JenkinsStreams.TestReport] = tests,
        };
    }

    public override IReadOnlyList<RateLimit> RateLimits => _api.RateLimits;

    public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => _check.RunAsync(cancellationToken);

    public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => request switch
    {
        { Mode: ReadMode.Backfill } => throw request.NoBackfill(),
        { Stream: JenkinsStreams.Job } => _jobs.ReadAsync(request, cancellationToken),
        { Mode: ReadMode.FullScan } => throw request.NoScan("Jenkins drops old builds, which does not undo them"),
        _ when _tellers.TryGetValue(request.Stream, out var teller) => _builds.ReadAsync(request, teller, cancellationToken),
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
