using System.IO.Enumeration;
using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.OpenShift.Reading;

/// <summary>Which scopes a stream is read in, by the options' rule for namespaces.</summary>
internal sealed class ScopeFinder(OpenShiftOptions options, ClusterApi api)
{
    private const int MostNamespaces = 500;
    private static readonly ClusterResource Namespaces = ClusterStreams.Find(ClusterStreams.Namespace);

    private bool Named => options.Namespaces.Count > 0;

    private string Selector => string.IsNullOrEmpty(options.NamespaceSelector) ? "" : $"labelSelector={Uri.EscapeDataString(options.NamespaceSelector)}";

    /// <summary>The scopes of a resource.</summary>
    /// <exception cref="ConnectorException">By the taxonomy, where the namespaces must be asked for.</exception>
    public async Task<IReadOnlyList<Scope>> FindAsync(ClusterResource resource, CancellationToken cancellationToken)
    {
        if (resource.Namespaced)
        {
            return Named ? [.. options.Namespaces.Distinct(StringComparer.Ordinal).Select(n => new Scope(n, n))]
                : Selector.Length > 0 ? [.. (await SelectedAsync(cancellationToken).ConfigureAwait(false)).Select(n => new Scope(n, n))]
                : [Scope.Cluster];
        }

        return resource.Stream != ClusterStreams.Namespace ? [Scope.Cluster]
            : Named ? [.. options.Namespaces.Distinct(StringComparer.Ordinal).Select(n => new Scope(n, null, $"fieldSelector=metadata.name%3D{n}"))]
            : [Scope.Cluster with { Selector = Selector }];
    }

    /// <summary>Whether a record is of a namespace that is read; all are where it is in none.</summary>
    public bool Admits(ClusterResource resource, SourceRecord record, string? name) =>
        Named || (resource.Namespaced ? record.Container : resource.Stream == ClusterStreams.Namespace ? name : null) is not { } ns
        || !options.ExcludedNamespaces.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, ns, ignoreCase: false));

    /// <summary>Every namespace that there is, without the excluded ones; null where the account may not list them.</summary>
    public async Task<IReadOnlyList<string>?> AllAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await SelectedAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.Permanent)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<string>> SelectedAsync(CancellationToken cancellationToken)
    {
        var request = Namespaces.Of("list", null, Selector);
        using var answer = ToolJson.Parse(await api.SendAsync(request, cancellationToken).ConfigureAwait(false), request.Told);
        List<string> names = [.. answer.RootElement.Member("items").Items().Select(n => n.At("metadata", "name").Text()).OfType<string>()
            .Where(n => !options.ExcludedNamespaces.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, n, ignoreCase: false)))];
        return Selector.Length == 0 || names.Count <= MostNamespaces ? names
            : throw ConnectorException.Configuration($"The selector '{options.NamespaceSelector}' chooses {names.Count} namespaces, and each is read by itself: {MostNamespaces} at most. Narrow it, or leave it out and exclude the others.");
    }
}
