using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>The connector as the hub has it, with its own sight of the clock. Instances that are named here tell the pages of earlier reads again behind the newer ones, backwards.</summary>
internal sealed class ShuffledConnector(IConnector inner, GuestClock clock) : IConnector
{
    public HashSet<string> Shuffled { get; } = new(StringComparer.Ordinal);

    public ConnectorDescriptor Descriptor => inner.Descriptor;

    public void Register(IServiceCollection services) => inner.Register(services);

    public IReadOnlyList<OptionFault> Validate(JsonObject options) => inner.Validate(options);

    public JsonObject MigrateOptions(JsonObject options, int fromVersion) => inner.MigrateOptions(options, fromVersion);

    public ConnectorInstance Open(ConnectorContext context, IServiceProvider services)
    {
        var instance = inner.Open(context with { Time = clock }, services);
        return Shuffled.Contains(context.Instance) ? new Instance(instance) : instance;
    }

    private sealed class Instance(ConnectorInstance inner) : ConnectorInstance
    {
        private readonly ConcurrentDictionary<(string Stream, ReadMode Mode), List<RecordPage>> _told = new();

        public override IReadOnlyList<RateLimit> RateLimits => inner.RateLimits;

        public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

        public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var pages = await inner.ReadAsync(request, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
            var earlier = _told.GetOrAdd((request.Stream, request.Mode), _ => []);
            foreach (var page in pages.Concat(earlier.Concat(pages).Reverse().Select(p => p with { Records = [.. p.Records.Reverse()], Cursor = pages.Count > 0 ? pages[^1].Cursor : request.Cursor })))
            {
                yield return page;
            }

            earlier.AddRange(pages);
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
