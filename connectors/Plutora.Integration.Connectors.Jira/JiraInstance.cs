using Plutora.Integration.Connectors.Jira.Acting;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Connectors.Jira.Reading;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Connectors.Jira.Webhooks;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.Jira;

/// <summary>One Jira, as one account sees it.</summary>
internal sealed class JiraInstance : ConnectorInstance
{
    private readonly JiraApi _api;
    private readonly AccountCheck _check;
    private readonly IssueReader _issues;
    private readonly ChangelogReader _changelogs;
    private readonly RemoteLinkReader _remoteLinks;
    private readonly WorklogReader _worklogs;
    private readonly ListReader _lists;
    private readonly RecordFetcher _fetcher;
    private readonly ActionDesk _actions;

    public JiraInstance(JiraOptions options, ConnectorContext context)
    {
        _api = new(options, context);
        _check = new(options, _api, context.Time);
        var changed = new ChangedIssues(_api, options, context.Time);
        _issues = new(_api, options, changed);
        _changelogs = new(_api, changed);
        _remoteLinks = new(_api, options, changed);
        _worklogs = new(_api, context.Time);
        _lists = new(_api, options, context.Time);
        _fetcher = new(_api, options);
        _actions = new(_api, options);
    }

    public override IReadOnlyList<RateLimit> RateLimits => _api.Tool.RateLimits;

    public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => _check.RunAsync(cancellationToken);

    public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        var stream = JiraStreams.All.FirstOrDefault(s => s.Id == request.Stream) ?? throw request.NoStream();
        return request.Mode switch
        {
            ReadMode.FullScan when !stream.CanScan => throw request.NoScan(),
            ReadMode.Backfill => throw request.NoBackfill(),
            _ => stream.Id switch
            {
                JiraStreams.Issue => _issues.ReadAsync(request, cancellationToken),
                JiraStreams.Changelog => _changelogs.ReadAsync(request, cancellationToken),
                JiraStreams.RemoteLink => _remoteLinks.ReadAsync(request, cancellationToken),
                JiraStreams.Worklog => _worklogs.ReadAsync(request, cancellationToken),
                _ => _lists.ReadAsync(request, cancellationToken),
            },
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
