using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.OpenShift.Records;

/// <summary>The streams, in the order that decides ties, and what each reads.</summary>
internal static class ClusterStreams
{
    public const string Namespace = "namespace";
    public const string Deployment = "deployment";
    public const string ReplicaSet = "replica-set";
    public const string DeploymentConfig = "deployment-config";
    public const string ReplicationController = "replication-controller";
    public const string BuildConfig = "build-config";
    public const string Build = "build";
    public const string PipelineRun = "pipeline-run";
    public const string TaskRun = "task-run";
    public const string ArgoApplication = "argocd-application";
    public const string Pod = "pod";

    // What serves: no pod that has ended, and none that a job, a build, a task of Tekton or a rollout of a DeploymentConfig made to end. The server leaves them out, and tells of one that ends as it does of one that is deleted.
    private const string Serving = "fieldSelector=status.phase!%3DSucceeded,status.phase!%3DFailed&labelSelector=!job-name,!openshift.io/build.name,!openshift.io/deployer-pod-for.name,!tekton.dev/taskRun";

    private static readonly TimeSpan Often = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(5);

    private static readonly IReadOnlyList<(ClusterResource Resource, string Description, TimeSpan Interval)> Streams =
    [
        (new(Namespace, "", "v1", "namespaces", "Namespace") { Namespaced = false }, "A namespace, which OpenShift calls a project: an environment.", Often),
        (new(Deployment, "apps", "v1", "deployments", "Deployment"), "A Deployment of Kubernetes with the state of its present rollout.", Often),
        (new(ReplicaSet, "apps", "v1", "replicasets", "ReplicaSet"), "A ReplicaSet: what a rollout of a Deployment brought, kept for rolling back.", Often),
        // What a rollout left tells how it went; the DeploymentConfig, only while it is the present one.
        (new(ReplicationController, "", "v1", "replicationcontrollers", "ReplicationController"), "A ReplicationController: a rollout of a DeploymentConfig, and how it went.", Often),
        (new(DeploymentConfig, "apps.openshift.io", "v1", "deploymentconfigs", "DeploymentConfig"), "A DeploymentConfig of OpenShift with the state of its present rollout.", Often),
        (new(BuildConfig, "build.openshift.io", "v1", "buildconfigs", "BuildConfig"), "A BuildConfig: what is built of which source.", Often),
        (new(Build, "build.openshift.io", "v1", "builds", "Build"), "A Build with its commit and the image that it made.", Often),
        (new("image-stream", "image.openshift.io", "v1", "imagestreams", "ImageStream"), "An ImageStream with the history of its tags.", Seldom),
        (new("route", "route.openshift.io", "v1", "routes", "Route"), "A Route: the address of a service.", Seldom),
        (new(PipelineRun, "tekton.dev", "v1", "pipelineruns", "PipelineRun"), "A PipelineRun of Tekton.", Often),
        (new(TaskRun, "tekton.dev", "v1", "taskruns", "TaskRun"), "A TaskRun of Tekton.", Often),
        (new(ArgoApplication, "argoproj.io", "v1alpha1", "applications", "Application"), "An Application of Argo CD with its synchronizations.", Often),
        (new(Pod, "", "v1", "pods", "Pod") { Selector = Serving }, "A pod that serves, with what runs in it; where the option 'pods' says so.", Often),
        (new("cluster-version", "config.openshift.io", "v1", "clusterversions", "ClusterVersion") { Namespaced = false }, "The version of OpenShift and its updates.", Seldom),
    ];

    /// <summary>What each stream reads.</summary>
    public static IReadOnlyList<ClusterResource> All { get; } = [.. Streams.Select(s => s.Resource)];

    /// <summary>The streams as the hub is told of them.</summary>
    public static IReadOnlyList<StreamDescriptor> Descriptors { get; } =
    [
        // A resourceVersion is the revision of etcd, one sequence for the whole cluster.
        .. Streams.Select(s => new StreamDescriptor
        {
            Id = s.Resource.Stream,
            Description = s.Description,
            Versions = VersionOrder.Sequence,
            CanScan = true,
            CanFetch = true,
            DefaultInterval = s.Interval,
        }),
    ];

    /// <summary>What a stream reads.</summary>
    /// <exception cref="ConnectorException">Permanent, when there is no such stream.</exception>
    public static ClusterResource Find(string stream) =>
        All.FirstOrDefault(r => r.Stream == stream) ?? throw ConnectorException.Permanent($"There is no stream '{stream}'.");
}
