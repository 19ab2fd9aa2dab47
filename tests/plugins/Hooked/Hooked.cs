using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.TestPlugins;

/// <summary>Takes webhooks however they are verified.</summary>
public sealed class HookedConnector : PluginBase
{
    protected override ConnectorDescriptor Describe() => base.Describe() with
    {
        Webhook = new() { Verifiers = Enum.GetValues<VerifierKind>(), Hmac = new("X-Signature"), SecretHeader = "X-Secret", DeliveryIdHeader = "X-Delivery", SignalStreams = ["thing"] },
    };

    protected override ConnectorInstance Open(PluginOptions options, ConnectorContext context, IServiceProvider services) => new Instance();

    private sealed class Instance : ConnectorInstance
    {
        public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(CheckResult.Success("fine"));

        public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => AsyncEnumerable.Empty<RecordPage>();

        public override ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
            new(ReceiveResult.Ignore($"headers: {string.Join(' ', request.Headers.Keys)}"));
    }
}
