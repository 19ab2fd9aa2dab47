using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.OpenShift.Acting;
using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.OpenShift;

/// <summary>Reads an OpenShift or Kubernetes cluster by list and watch, and builds, rolls out, rolls back and scales in it.</summary>
public sealed partial class OpenShiftConnector : Connector<OpenShiftOptions>
{
    /// <inheritdoc/>
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "openshift",
        Version = "1.0.0",
        DisplayName = "OpenShift",
        Description = "Builds, rollouts, images, routes and environments of OpenShift and Kubernetes, pipelines of Tekton, applications of Argo CD.",
        Streams = ClusterStreams.Descriptors,
        Actions = ClusterActions.All,
    };

    /// <inheritdoc/>
    protected override IEnumerable<OptionFault> Check(OpenShiftOptions options)
    {
        if (Uri.TryCreate(options.Address, UriKind.Absolute, out var address) && (address.Scheme is not ("https" or "http") || address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0))
        {
            yield return new("address", "must be an http or https address without user, query and fragment.");
        }

        foreach (var fault in WayIn(options))
        {
            yield return fault;
        }

        if (options.CertificateAuthority is { Length: > 0 } authority && ClusterAccess.FaultOf(authority) is { } reason)
        {
            yield return new("certificateAuthority", reason);
        }

        for (var index = 0; index < options.Namespaces.Count; index++)
        {
            if (!NamespaceName().IsMatch(options.Namespaces[index] ?? ""))
            {
                yield return new($"namespaces[{index}]", "must be the name of a namespace: lower-case letters, digits and '-'.");
            }
        }

        if (options.Namespaces.Count > 0 && !string.IsNullOrEmpty(options.NamespaceSelector))
        {
            yield return new("namespaceSelector", "chooses namespaces that 'namespaces' names one by one already: leave one of the two out.");
        }

        for (var index = 0; index < options.ExcludedNamespaces.Count; index++)
        {
            if (!NamespacePattern().IsMatch(options.ExcludedNamespaces[index] ?? ""))
            {
                yield return new($"excludedNamespaces[{index}]", "must be the name of a namespace, in which '*' may stand for any characters.");
            }
        }
    }

    /// <inheritdoc/>
    protected override ConnectorInstance Open(OpenShiftOptions options, ConnectorContext context, IServiceProvider services) => new OpenShiftInstance(options, context);

    private static IEnumerable<OptionFault> WayIn(OpenShiftOptions options)
    {
        var (address, file) = (!string.IsNullOrEmpty(options.Address), !string.IsNullOrEmpty(options.Kubeconfig));
        if (!address && !file && !options.InCluster)
        {
            yield return new("address", "is required, unless 'kubeconfig' or 'inCluster' tell how the cluster is reached.");
        }

        if (address && string.IsNullOrEmpty(options.Token))
        {
            yield return new("token", "is required beside the address.");
        }

        if (file && (address || options.InCluster))
        {
            yield return new("kubeconfig", "tells of a cluster that 'address' or 'inCluster' tell of already: leave all but one out.");
        }

        if (options.InCluster && address)
        {
            yield return new("inCluster", "tells of a cluster that 'address' tells of already: leave one of the two out.");
        }

        if (!address && !string.IsNullOrEmpty(options.Token))
        {
            yield return new("token", "goes with 'address' alone.");
        }

        if (!file && !string.IsNullOrEmpty(options.Context))
        {
            yield return new("context", "goes with 'kubeconfig' alone.");
        }
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
    private static partial Regex NamespaceName();

    [GeneratedRegex(@"^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$")]
    private static partial Regex NamespacePattern();
}
