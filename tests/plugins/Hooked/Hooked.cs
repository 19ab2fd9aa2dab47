using System.Text.Json;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.TestPlugins;

/// <summary>What the bell is rung with.</summary>
public sealed class RingArguments
{
    [System.ComponentModel.DataAnnotations.Required]
    public string Tone { get; set; } = "";
}

/// <summary>How often it has been rung.</summary>
public sealed class RingResult
{
    public int Rung { get; set; }
}

/// <summary>Takes webhooks however they are verified, and rings a bell.</summary>
public sealed class HookedConnector : PluginBase
{
    protected override ConnectorDescriptor Describe() => base.Describe() with
    {
        Webhook = new() { Verifiers = Enum.GetValues<VerifierKind>(), Hmac = new("X-Signature"), SecretHeader = "X-Secret", DeliveryIdHeader = "X-Delivery", SignalStreams = ["thing"] },
        Actions = [ActionDescriptor.For<RingArguments, RingResult>("ring", "Rings the bell.") with { CanPreview = true }],
    };

    protected override ConnectorInstance Open(PluginOptions options, ConnectorContext context, IServiceProvider services) => new Instance();

    private sealed class Instance : ConnectorInstance
    {
        private int _rung;

        public override Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken) => request.Arguments.GetProperty("tone").GetString() == "lost"
            ? throw ConnectorException.Ambiguous("The line was cut.")
            : Task.FromResult(new ActionResult { Values = JsonSerializer.SerializeToElement(new RingResult { Rung = Interlocked.Increment(ref _rung) }, JsonSerializerOptions.Web) });

        public override Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new ActionPreview("Rings once.", [new("rung", $"{_rung}", $"{_rung + 1}")]));

        public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(CheckResult.Success("fine"));

        public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => AsyncEnumerable.Empty<RecordPage>();

        public override ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
            new(ReceiveResult.Ignore($"headers: {string.Join(' ', request.Headers.Keys)}"));
    }
}
