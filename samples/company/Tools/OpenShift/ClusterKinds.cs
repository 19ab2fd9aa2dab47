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
    public static IReadOnlyList<ClusterKind> Of(CompanyWorld world, ClusterForms forms, DeploymentForms modern) =>
    [
        new("", "v1", "namespaces", "Namespace")
        {
            Namespaced = false,
            All = () => world.All<DeploymentEnvironment>().Select(ClusterForms.Namespace),
            Watched = change => change.Now is DeploymentEnvironment environment ? (Type(change), ClusterForms.Namespace(environment)) : null,
        },
        new("apps", "v1", "deployments", "Deployment")
        {
            All = () => forms.Present().Where(d => forms.HasMovedOn(d.ApplicationId)).Select(modern.Deployment),
            Watched = change => Moved(change, forms, moved: true) is { } rollOut && IsPresent(rollOut, forms) ? (change.Kind == ChangeKind.Created && rollOut.Number > 1 ? "MODIFIED" : Type(change), modern.Deployment(rollOut)) : null,
        },
        new("apps", "v1", "replicasets", "ReplicaSet")
        {
            All = () => forms.Present().Where(d => forms.HasMovedOn(d.ApplicationId)).SelectMany(modern.ReplicaSets),
            Watched = change => Moved(change, forms, moved: true) is { } rollOut ? (change.Kind == ChangeKind.Created && rollOut.RollbackOf is not null ? "MODIFIED" : Type(change), modern.ReplicaSet(rollOut)) : null,
        },
        new("apps.openshift.io", "v1", "deploymentconfigs", "DeploymentConfig")
        {
            All = () => forms.Present().Where(d => !forms.HasMovedOn(d.ApplicationId)).Select(forms.DeploymentConfig),

            // An older roll-out that ends changes nothing of what runs.
            Watched = change => Moved(change, forms, moved: false) is { } rollOut && IsPresent(rollOut, forms) ? (change.Kind == ChangeKind.Created && rollOut.Number > 1 ? "MODIFIED" : Type(change), forms.DeploymentConfig(rollOut)) : null,
        },
        new("", "v1", "replicationcontrollers", "ReplicationController")
        {
            All = () => world.All<Deployment>().Where(d => !forms.HasMovedOn(d.ApplicationId)).Select(forms.ReplicationController),
            Watched = change => Moved(change, forms, moved: false) is { } rollOut ? (Type(change), forms.ReplicationController(rollOut)) : null,
        },
        new("build.openshift.io", "v1", "buildconfigs", "BuildConfig")
        {
            All = () => world.All<Application>().Where(a => !forms.HasMovedOn(a.Id)).Select(forms.BuildConfig),
            Watched = change => change.Now is Application application && !forms.HasMovedOn(application.Id) ? (Type(change), forms.BuildConfig(application)) : null,
        },
        new("build.openshift.io", "v1", "builds", "Build")
        {
            All = () => world.All<Build>().Where(b => ClusterForms.IsSeen(b) && !forms.HasMovedOn(forms.ApplicationOf(b).Id)).Select(forms.Build),
            Watched = change => change.Now is Build build && ClusterForms.IsSeen(build) && !forms.HasMovedOn(forms.ApplicationOf(build).Id) ? (change.Before is Build before && ClusterForms.IsSeen(before) ? "MODIFIED" : "ADDED", forms.Build(build)) : null,
        },
        new("image.openshift.io", "v1", "imagestreams", "ImageStream")
        {
            All = () => world.All<Application>().Select(forms.ImageStream),
            Watched = change => change.Now is Artifact artifact ? ("MODIFIED", forms.ImageStream(world.Get<Application>(artifact.ApplicationId))) : null,
        },
        new("route.openshift.io", "v1", "routes", "Route") { All = () => world.All<Application>().Select(forms.Route) },
        new("tekton.dev", "v1", "pipelineruns", "PipelineRun")
        {
            All = () => world.All<ClusterPipelineRun>().Select(forms.PipelineRun).Concat(world.All<Build>().Where(b => IsPipelined(b, world, forms)).Select(modern.PipelineRun)),
            Watched = change => change.Now switch
            {
                ClusterPipelineRun run => (Type(change), forms.PipelineRun(run)),
                Build build when world.All<ClusterPipelineRun>().FirstOrDefault(r => r.BuildId == build.Id) is { } run => ("MODIFIED", forms.PipelineRun(run)),
                Build build when IsPipelined(build, world, forms) => (change.Before is Build before && ClusterForms.IsSeen(before) ? "MODIFIED" : "ADDED", modern.PipelineRun(build)),
                _ => null,
            },
        },
        new("tekton.dev", "v1", "taskruns", "TaskRun"),
        new("argoproj.io", "v1alpha1", "applications", "Application"),
        new("config.openshift.io", "v1", "clusterversions", "ClusterVersion") { Namespaced = false, All = () => [forms.ClusterVersion()] },
    ];

    private static bool IsPresent(Deployment rollOut, ClusterForms forms) => forms.Present(rollOut.ApplicationId, rollOut.EnvironmentId)?.Id == rollOut.Id;

    private static Deployment? Moved(Change change, ClusterForms forms, bool moved) => change.Now is Deployment rollOut && forms.HasMovedOn(rollOut.ApplicationId) == moved ? rollOut : null;

    // One that was started as a run in the cluster is told as that.
    private static bool IsPipelined(Build build, CompanyWorld world, ClusterForms forms) =>
        ClusterForms.IsSeen(build) && forms.HasMovedOn(forms.ApplicationOf(build).Id) && world.All<ClusterPipelineRun>().All(r => r.BuildId != build.Id);

    private static string Type(Change change) => change.Kind switch { ChangeKind.Created => "ADDED", ChangeKind.Updated => "MODIFIED", _ => "DELETED" };
}
