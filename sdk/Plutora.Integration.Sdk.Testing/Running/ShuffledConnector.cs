using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>The connector as the hub has it. Pages of instances that are named here come twice, the last one first.</summary>
internal sealed class ShuffledConnector(IConnector inner) : IConnector
{
    public HashSet<string> Shuffled { get; } = new(StringComparer.Ordinal);

    public ConnectorDescriptor Descriptor => inner.Descriptor;

    public void Register(IServiceCollection services) => inner.Register(services);

    public IReadOnlyList<OptionFault> Validate(JsonObject options) => inner.Validate(options);

    public JsonObject MigrateOptions(JsonObject options, int fromVersion) => inner.MigrateOptions(options, fromVersion);

    public ConnectorInstance Open(ConnectorContext context, IServiceProvider services) =>
        Shuffled.Contains(context.Instance) ? new Instance(inner.Open(context, services)) : inner.Open(context, services);

    private sealed class Instance(ConnectorInstance inner) : ConnectorInstance
    {
        public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

        public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var pages = await inner.ReadAsync(request, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
            foreach (var page in pages.AsEnumerable().Reverse().Concat(pages.AsEnumerable().Reverse()))
            {
                yield return page with { Records = [.. page.Records.Reverse()] };
            }
        }

        public override ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken) => inner.ReceiveAsync(request, cancellationToken);

        public override Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken) => inner.FetchAsync(request, cancellationToken);

        public override Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken) => inner.ExecuteAsync(request, cancellationToken);

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }
}
