using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.OpenShift;

/// <summary>Options of an instance of the OpenShift connector.</summary>
/// <remarks>The cluster is reached in one of three ways: by address and token, by a kubeconfig file, or as the pod that the hub runs in.</remarks>
public sealed class OpenShiftOptions
{
    /// <summary>Address of the API server; null where a kubeconfig or the pod tells it.</summary>
    [Url]
    [Display(Name = "Address", Description = "Address of the API server, such as https://api.ocp.example.com:6443. Left out with a kubeconfig or in the cluster.")]
    public string? Address { get; set; }

    /// <summary>Token of a service account, for <see cref="Address"/>.</summary>
    [Secret]
    [Display(Name = "Token", Description = "Token of the service account; the README has the role that it needs.")]
    public string? Token { get; set; }

    /// <summary>Authorities that signed the API server's certificate, as PEM; null for those of the system.</summary>
    [Display(Name = "Certificate authority", Description = "The cluster's certificate authority as PEM text, or the path of a PEM file; the system's authorities when left out.")]
    public string? CertificateAuthority { get; set; }

    /// <summary>Path of a kubeconfig file on the hub's machine.</summary>
    [Display(Name = "Kubeconfig", Description = "Path of a kubeconfig file on the hub's machine, instead of address and token.")]
    public string? Kubeconfig { get; set; }

    /// <summary>Context of the kubeconfig; its current one when null.</summary>
    [Display(Name = "Context", Description = "Context of the kubeconfig; its current one when left out.")]
    public string? Context { get; set; }

    /// <summary>True when the hub runs in the cluster itself and uses the service account of its pod.</summary>
    [Display(Name = "In the cluster", Description = "The hub runs in this cluster, and uses the service account of its pod.")]
    public bool InCluster { get; set; }

    /// <summary>Namespaces to read, by name; empty for what <see cref="NamespaceSelector"/> chooses, or all.</summary>
    [Display(Name = "Namespaces", Description = "Namespaces to read, by name. Without any: those of the selector, or all but the excluded ones.")]
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    /// <summary>Label selector that chooses the namespaces to read, which become environments; null for all.</summary>
    [Display(Name = "Namespace selector", Description = "Label selector that chooses the namespaces to read, such as environment in (dev, test, prod).")]
    public string? NamespaceSelector { get; set; }

    /// <summary>Namespaces that are not read where all or those of the selector are; <c>*</c> stands for any characters.</summary>
    [Display(Name = "Excluded namespaces", Description = "Namespaces that are left out where they are not named one by one; * stands for any characters.")]
    public IReadOnlyList<string> ExcludedNamespaces { get; set; } = ["openshift", "openshift-*", "kube-*"];

    /// <summary>True to read the pods that serve, too.</summary>
    [Display(Name = "Pods", Description = "Read the pods that serve, too: what runs where, in which version. They come and go with every rollout and restart, and each does so in several steps.")]
    public bool Pods { get; set; }

    /// <summary>Seconds that one read of a stream listens for changes, 1 to 300; the server ends the watch.</summary>
    [Range(1, 300)]
    [Display(Name = "Watch", Description = "Seconds that one read of a stream listens for changes. Streams are read in turn, so this times their number is how late a change may be told.")]
    public int WatchSeconds { get; set; } = 3;

    /// <summary>Objects asked for with one request of a list, 1 to 1,000.</summary>
    [Range(1, 1000)]
    [Display(Name = "Page size", Description = "Objects asked for with one request.")]
    public int PageSize { get; set; } = 250;
}
