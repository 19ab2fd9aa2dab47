using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s;
using k8s.Exceptions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift.Api;

/// <summary>Makes of the options what KubernetesClient connects by: address, authorities, and the token or certificate of the account.</summary>
internal static class ClusterAccess
{
    private const string PemStart = "-----BEGIN";

    /// <summary>Why a text cannot be the authority's certificates; null where it can, or is the path of a file, which is read when the cluster is first asked.</summary>
    public static string? FaultOf(string authority)
    {
        if (!authority.Contains(PemStart, StringComparison.Ordinal))
        {
            return Path.IsPathFullyQualified(authority) ? null : "must be PEM text, or the full path of a PEM file.";
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(authority);
            return certificates.Count > 0 ? null : "holds no certificate.";
        }
        catch (CryptographicException)
        {
            return "holds no certificate that can be read: PEM with BEGIN CERTIFICATE is expected.";
        }
    }

    /// <summary>Reads the files that the options name; asks nothing of the network.</summary>
    /// <exception cref="ConnectorException">Configuration, when a file is missing or cannot be read.</exception>
    public static KubernetesClientConfiguration Configure(OpenShiftOptions options)
    {
        var configuration = options switch
        {
            { InCluster: true } => InCluster(),
            { Kubeconfig.Length: > 0 } => FromFile(options.Kubeconfig, options.Context),
            _ => new KubernetesClientConfiguration { Host = options.Address!.TrimEnd('/'), AccessToken = options.Token },
        };
        if (options.CertificateAuthority is { Length: > 0 } authority)
        {
            configuration.SslCaCerts = Authorities(authority);
        }

        // A watch lasts as long as it was asked to; each request has a limit of its own.
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        configuration.UserAgent = "Plutora.Integration";
        return configuration;
    }

    private static KubernetesClientConfiguration InCluster() =>
        KubernetesClientConfiguration.IsInCluster()
            ? KubernetesClientConfiguration.InClusterConfig()
            : throw ConnectorException.Configuration("The option 'inCluster' is set, and the hub runs in no pod with a service account. Set 'address' and 'token', or 'kubeconfig'.");

    private static KubernetesClientConfiguration FromFile(string path, string? context)
    {
        try
        {
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(new FileInfo(path), currentContext: context);
        }
        catch (Exception fault) when (fault is KubeConfigException or KubernetesClientException or IOException or UnauthorizedAccessException or YamlDotNet.Core.YamlException or CryptographicException or FormatException)
        {
            throw ConnectorException.Configuration($"The kubeconfig {path} cannot be used: {fault.Message}", fault);
        }
    }

    private static X509Certificate2Collection Authorities(string authority)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            if (authority.Contains(PemStart, StringComparison.Ordinal))
            {
                certificates.ImportFromPem(authority);
            }
            else
            {
                certificates.ImportFromPemFile(authority);
            }
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw ConnectorException.Configuration($"The option 'certificateAuthority' cannot be used: {fault.Message}", fault);
        }

        return certificates;
    }
}
