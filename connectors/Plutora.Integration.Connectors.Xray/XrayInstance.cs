using Plutora.Integration.Connectors.Xray.Actions;
using Plutora.Integration.Connectors.Xray.Api;
using Plutora.Integration.Connectors.Xray.Reading;
using Plutora.Integration.Connectors.Xray.Records;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Xray;

/// <summary>One Xray Cloud, as one API key sees it.</summary>
internal sealed class XrayInstance : ConnectorInstance
{
    private readonly XrayApi _api;
    private readonly ListReader _reader;
    private readonly ActionDesk _actions;

    public XrayInstance(XrayOptions options, ConnectorContext context)
    {
        _api = new(options, context);
        _reader = new(_api, options);
        _actions = new(_api);
    }

    public override IReadOnlyList<RateLimit> RateLimits => _api.RateLimits;

    public override async Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        await _api.QueryAsync("getTests", "query { getTests(limit: 1) { total } }", [], cancellationToken).ConfigureAwait(false);
        return CheckResult.Success($"Reached {_api.Base} with the API key.");
    }

    public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => request switch
    {
        { Mode: ReadMode.Backfill } => throw request.NoBackfill(),
        _ when XrayStreams.Lists.TryGetValue(request.Stream, out var list) => _reader.ReadAsync(list, request, cancellationToken),
        _ => throw request.NoStream(),
    };

    public override async Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken) =>
        XrayStreams.Lists.TryGetValue(request.Stream, out var list)
            ? await _api.FindAsync(list, request.Id, cancellationToken).ConfigureAwait(false) is { } json ? RecordMaker.Make(list, json) : null
            : throw new NotSupportedException($"There is no stream '{request.Stream}'.");

    public override Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken) => _actions.ExecuteAsync(request, cancellationToken);

    public override Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken) => _actions.PreviewAsync(request, cancellationToken);

    public override Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken) => _actions.SettleAsync(request, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        _api.Dispose();
        return base.DisposeAsync();
    }
}
