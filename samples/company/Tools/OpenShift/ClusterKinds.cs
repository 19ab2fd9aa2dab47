using System.Text.Json.Nodes;
using Acme.Company.World;

namespace Acme.Company.Tools.OpenShift;

/// <summary>A kind of objects that the cluster serves.</summary>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Version">Version of the group.</param>
/// <param name="Plural">Name in addresses.</param>
/// <param name="Kind">Kind of the objects.</param>
internal sealed record ClusterKind(string Group, string Version, string Plural, string Kind)
{
    /// <summary>False where the objects are in no namespace.</summary>
    public bool Namespaced { get; init; } = true;

    /// <summary>Every object as it is now.</summary>
    public Func<IEnumerable<JsonObject>> All { get; init; } = () => [];

    /// <summary>What a change of the world is to a watch of the kind; null where it is nothing.</summary>
    public Func<Change, (string Type, JsonObject Object)?> Watched { get; init; } = _ => null;

    /// <summary>As objects name it.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Root of its addresses.</summary>
    public string Root => Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
}

/// <summary>The kinds that the cluster serves. One sequence of versions goes through all of them: that of the world's changes.</summary>
internal static class ClusterKinds
{
    public static IReadOnlyList<ClusterKind> Of(CompanyWorld world, ClusterForms forms) =>
    [
        new("", "v1", "namespaces", "Namespace")
        {
            Namespaced = false,
            All = () => world.All<DeploymentEnvironment>().Select(ClusterForms.Namespace),
            Watched = change => change.Now is DeploymentEnvironment environment ? (Type(change), ClusterForms.Namespace(environment)) : null,
        },
        new("apps", "v1", "deployments", "Deployment"),
        new("apps", "v1", "replicasets", "ReplicaSet"),
        new("apps.openshift.io", "v1", "deploymentconfigs", "DeploymentConfig")
        {
            All = () => forms.Present().Select(forms.DeploymentConfig),

            // An older roll-out that ends changes nothing of what runs.
            Watched = change => change.Now is Deployment rollOut && forms.Present(rollOut.ApplicationId, rollOut.EnvironmentId)?.Id == rollOut.Id ? (change.Kind == ChangeKind.Created && rollOut.Number > 1 ? "MODIFIED" : Type(change), forms.DeploymentConfig(rollOut)) : null,
        },
        new("", "v1", "replicationcontrollers", "ReplicationController")
        {
            All = () => world.All<Deployment>().Select(forms.ReplicationController),
            Watched = change => change.Now is Deployment rollOut ? (Type(change), forms.ReplicationController(rollOut)) : null,
        },
        new("build.openshift.io", "v1", "buildconfigs", "BuildConfig")
        {
            All = () => world.All<Application>().Select(forms.BuildConfig),
            Watched = change => change.Now is Application application ? (Type(change), forms.BuildConfig(application)) : null,
        },
        new("build.openshift.io", "v1", "builds", "Build")
        {
            All = () => world.All<Build>().Where(ClusterForms.IsSeen).Select(forms.Build),
            Watched = change => change.Now is Build build && ClusterForms.IsSeen(build) ? (change.Before is Build before && ClusterForms.IsSeen(before) ? "MODIFIED" : "ADDED", forms.Build(build)) : null,
        },
        new("image.openshift.io", "v1", "imagestreams", "ImageStream")
        {
            All = () => world.All<Application>().Select(forms.ImageStream),
            Watched = change => change.Now is Artifact artifact ? ("MODIFIED", forms.ImageStream(world.Get<Application>(artifact.ApplicationId))) : null,
        },
        new("route.openshift.io", "v1", "routes", "Route") { All = () => world.All<Application>().Select(forms.Route) },
        new("tekton.dev", "v1", "pipelineruns", "PipelineRun")
        {
            All = () => world.All<ClusterPipelineRun>().Select(forms.PipelineRun),
            Watched = change => change.Now switch
            {
                ClusterPipelineRun run => (Type(change), forms.PipelineRun(run)),
                Build build when world.All<ClusterPipelineRun>().FirstOrDefault(r => r.BuildId == build.Id) is { } run => ("MODIFIED", forms.PipelineRun(run)),
                _ => null,
            },
        },
        new("tekton.dev", "v1", "taskruns", "TaskRun"),
        new("argoproj.io", "v1alpha1", "applications", "Application"),
        new("config.openshift.io", "v1", "clusterversions", "ClusterVersion") { Namespaced = false, All = () => [forms.ClusterVersion()] },
    ];

    private static string Type(Change change) => change.Kind switch { ChangeKind.Created => "ADDED", ChangeKind.Updated => "MODIFIED", _ => "DELETED" };
}
