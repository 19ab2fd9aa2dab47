using Plutora.Integration.Connectors.TestRail.Actions;
using Plutora.Integration.Connectors.TestRail.Api;
using Plutora.Integration.Connectors.TestRail.Reading;
using Plutora.Integration.Connectors.TestRail.Records;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestRail;

/// <summary>One TestRail, as one account sees it.</summary>
internal sealed class TestRailInstance : ConnectorInstance
{
    private readonly TestRailApi _api;
    private readonly AccessCheck _check;
    private readonly ListReader _lists;
    private readonly CaseReader _cases;
    private readonly RunReader _runs;
    private readonly RecordFetcher _fetcher;
    private readonly ActionDesk _actions;

    public TestRailInstance(TestRailOptions options, ConnectorContext context)
    {
        _api = new(options, context);
        var projects = new Projects(_api, options);
        _check = new(_api, projects, options);
        _lists = new(_api, projects);
        _cases = new(_api, projects);
        _runs = new(_api, projects);
        _fetcher = new(_api);
        _actions = new(_api);
    }

    public override IReadOnlyList<RateLimit> RateLimits => _api.RateLimits;

    public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => _check.RunAsync(cancellationToken);

    public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => request switch
    {
        { Mode: ReadMode.Backfill } => throw request.NoBackfill(),
        { Mode: ReadMode.FullScan, Stream: TestRailStreams.Test or TestRailStreams.Result } => throw request.NoScan("TestRail tells it run by run alone"),
        { Stream: TestRailStreams.Project or TestRailStreams.User or TestRailStreams.Milestone } => _lists.ReadAsync(request, cancellationToken),
        { Stream: TestRailStreams.Case } => _cases.ReadAsync(request, cancellationToken),
        { Stream: TestRailStreams.Plan or TestRailStreams.Run or TestRailStreams.Test or TestRailStreams.Result } => _runs.ReadAsync(request, cancellationToken),
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
