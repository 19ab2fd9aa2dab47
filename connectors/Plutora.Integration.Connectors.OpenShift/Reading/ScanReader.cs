using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.OpenShift.Reading;

/// <summary>Lists all that there is, so that what was deleted while nobody watched is found missing. Namespaces are the containers.</summary>
internal sealed class ScanReader(ListWalker lists, ScopeFinder scopes)
{
    public async IAsyncEnumerable<RecordPage> ReadAsync(ClusterResource resource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var refusals = new Refusals();
        foreach (var scope in await scopes.FindAsync(resource, cancellationToken).ConfigureAwait(false))
        {
            // Asked for before the list, so that none is called read of which objects came later.
            var all = resource.Namespaced && scope.Namespace is null ? await scopes.AllAsync(cancellationToken).ConfigureAwait(false) : null;
            var seen = new HashSet<string>(all ?? [], StringComparer.Ordinal);
            await foreach (var step in refusals.GuardAsync(ListAsync(resource, scope, cancellationToken), cancellationToken).ConfigureAwait(false))
            {
                seen.UnionWith(step.Records.Select(r => r.Container).OfType<string>());
                if (scope.Namespace is { } ns && step.Place.Continue is null)
                {
                    seen.Add(ns);
                }

                yield return new(step.Records, null) { SentAt = step.SentAt, CompletedContainers = resource.Namespaced && step.Place.Continue is null ? [.. seen.Order(StringComparer.Ordinal)] : [] };
            }
        }

        refusals.Tell();
    }

    private async IAsyncEnumerable<Step> ListAsync(ClusterResource resource, Scope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var steps = lists.WalkAsync(resource, scope, null, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (steps.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await steps.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
                {
                    // The cluster has no such kind.
                    yield break;
                }
                catch (ExpiredException fault)
                {
                    throw ConnectorException.Transient($"The list of {resource.Name} took longer than the cluster keeps its state: it is begun anew.", fault);
                }

                yield return steps.Current;
            }
        }
    }
}
