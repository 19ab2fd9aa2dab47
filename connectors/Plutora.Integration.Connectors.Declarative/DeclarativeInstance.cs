using Plutora.Integration.Connectors.Declarative.Acting;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Options;
using Plutora.Integration.Connectors.Declarative.Reading;
using Plutora.Integration.Connectors.Declarative.Receiving;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.Declarative;

/// <summary>One instance of a connector that is written down.</summary>
internal sealed class DeclarativeInstance : ConnectorInstance
{
    private readonly ConnectorSpec _spec;
    private readonly InstanceOptions _options;
    private readonly TimeProvider _time;
    private readonly Tools? _tools;
    private readonly HookReader _hooks;
    private readonly PushReader _pushes;

    public DeclarativeInstance(ConnectorSpec spec, InstanceOptions options, ConnectorContext context)
    {
        (_spec, _options, _time) = (spec, options, context.Time);
        _tools = spec.Http is { } http ? new(http, options, context) : null;
        (_hooks, _pushes) = (new(spec, options.Open), new(spec, options.Open));
    }

    private Tools Tools => _tools ?? throw ConnectorException.Permanent("This connector sends no requests.");

    public override IReadOnlyList<RateLimit> RateLimits => _tools?.RateLimits ?? [];

    public override async Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        if (_spec.Check is not { } check)
        {
            return CheckResult.Success("The connector asks no tool: records are posted to it.");
        }

        var answer = await Tools.For(check.Request).SendAsync(Requests.Of(check.Request, _options.Open), cancellationToken).ConfigureAwait(false);
        return CheckResult.Success(check.Message.Fill(_options.Open, input: Requests.Body(answer.Body)) ?? $"{check.Request.Path.Scalar.Value} was answered.");
    }

    public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) =>
        new StreamReading(Stream(request.Stream), new Partitions(_spec.Streams, Tools, _options.Open, _time), Tools, $"{_spec.Descriptor.Version} {_options.Fingerprint}").ReadAsync(request, cancellationToken);

    public override ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(request.Kind == ReceiveKind.Upload ? _pushes.Read(request) : _hooks.Read(request));

    public override async Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        var stream = Stream(request.Stream);
        if (stream.Fetch is not { } fetch)
        {
            return await base.FetchAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var known = request.Known is { IsEmpty: false } stored ? JsonataInput.Parse(stored).Value : default;
        var scope = _options.Open.With("id", request.Id).With("container", request.Container).With("known", known);
        try
        {
            var answer = await Tools.For(fetch.Request).SendAsync(Requests.Of(fetch.Request, scope), cancellationToken).ConfigureAwait(false);
            if (answer.Ignored)
            {
                return null;
            }

            var maker = new RecordMaker(stream);
            var found = Selection.Of(fetch.Select, answer.Body, scope).Select(item => maker.Make(item, scope, request.Container)).ToArray();
            return found.FirstOrDefault(m => m.Record?.Id == request.Id)?.Record
                ?? (found is [{ Fault: { } fault }] ? throw ConnectorException.Permanent(fault.Reason) : null);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            return null;
        }
    }

    public override Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken) => Actions.ExecuteAsync(request, cancellationToken);

    public override Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken) => Actions.PreviewAsync(request, cancellationToken);

    public override Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken) => Actions.SettleAsync(request, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        _tools?.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private ActionWork Actions => new(_spec, Tools, _options.Open);

    private StreamSpec Stream(string id) => _spec.Streams.GetValueOrDefault(id) ?? throw ConnectorException.Permanent($"This connector has no stream '{id}'.");
}
