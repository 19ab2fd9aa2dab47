using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Reading;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift;

/// <summary>Tries the way to the cluster and what the account may list, each stream in its first namespace; a kind that the cluster does not have is no fault.</summary>
internal sealed class AccessCheck(ClusterApi api, ScopeFinder scopes, IReadOnlyList<ClusterResource> resources)
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var (readable, refused) = (new List<string>(), new List<string>());
        foreach (var resource in resources)
        {
            if (await scopes.FindAsync(resource, cancellationToken).ConfigureAwait(false) is not [var scope, ..])
            {
                return CheckResult.Failure($"Reached {api.Address}, and the option 'namespaceSelector' chooses no namespace.");
            }

            var request = scope.Request(resource, "list", "limit=1");
            try
            {
                if (await api.FindAsync(request, cancellationToken).ConfigureAwait(false) is { } answer)
                {
                    using var list = ToolJson.Parse(answer, request.Told);
                    readable.Add(resource.Plural);
                }
            }
            catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.Permanent)
            {
                refused.Add(request.Told);
            }
        }

        return refused.Count > 0
            ? CheckResult.Failure($"Reached {api.Address}, and the account is refused {string.Join(", ", refused)}. Grant it the ClusterRole of the connector's README.")
            : CheckResult.Success($"Reached {api.Address}; it lets the account list {string.Join(", ", readable)}.");
    }
}
