using Plutora.Integration.Connectors.GitHub.Webhooks;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.GitHub;

/// <summary>One GitHub, as one token sees it.</summary>
internal sealed class GitHubInstance(GitHubOptions options, ConnectorContext context) : ConnectorInstance
{
    public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException(options.BaseAddress + context.Instance);

    public override IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(WebhookReader.Read(request));
    }
}
