using System.Runtime.CompilerServices;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.TestPlugins;

/// <summary>Ends the process in a read, as a stack overflow would; its check succeeds.</summary>
public sealed class FailFastConnector : PluginBase
{
    protected override ConnectorInstance Open(PluginOptions options, ConnectorContext context, IServiceProvider services) => new Instance();

    private sealed class Instance : ConnectorInstance
    {
        public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(CheckResult.Success("fine"));

        public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            Environment.FailFast("the plugin ends the process");
            yield break;
        }
    }
}
