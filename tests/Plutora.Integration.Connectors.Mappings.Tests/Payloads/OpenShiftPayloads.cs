namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>OpenShift and Kubernetes: objects with their status, lists, events, a watch stream.</summary>
public sealed class OpenShiftPayloads : ToolPayloads
{
    private const string Objects = "kind and $contains(kind, /List$/) ? items : $";

    /// <inheritdoc/>
    public override string Folder => "openshift";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("*-buildconfig*.json", "openshift/build-config", Objects) with { Records = 4, About = "pipeline 4" },
        PayloadPlan.Of("*-build*.json", "openshift/build", Objects) with { Records = 2, About = "pipeline-run 2", Mentions = "person 2" },
        PayloadPlan.Of("*-deploymentconfig*.json", "openshift/deployment-config", Objects) with { Records = 4, About = "service 4", Mentions = "deployment 2" },
        PayloadPlan.Of("*-replicationcontroller*.json", "openshift/replication-controller", Objects) with { Records = 2, Mentions = "deployment 2" },
        PayloadPlan.Of("k8s-deployment*", "openshift/deployment", Objects) with { Records = 2, About = "service 1", Mentions = "deployment 1" },
        PayloadPlan.Of("*-imagestream*.json", "openshift/image-stream", Objects) with { Records = 2, Mentions = "artifact 2" },
        PayloadPlan.Of("*-route*.json", "openshift/route", Objects) with { Records = 14, About = "configuration-item 14" },
        PayloadPlan.Of("*-project*.json", "openshift/namespace", Objects) with
        {
            Records = 6,
            About = "environment 5",
            Silent = [new("A namespace of the platform itself, where no application runs.", """$contains(metadata.name, /^(openshift|kube)(-|$)/)""", 1)],
        },
        PayloadPlan.Of("*-namespace*", "openshift/namespace", Objects) with { MayBeAbsent = true },
        PayloadPlan.Of("*-clusterversion*.json", "openshift/cluster-version", Objects) with { Records = 3, About = "configuration-item 2" },
        PayloadPlan.None("*-event*.json", "Events of the cluster: what they tell of rollouts and builds, the objects tell by their status."),
        PayloadPlan.Of("*-pod-*", "openshift/pod", Objects) with
        {
            Records = 3,
            About = "configuration-item 1",
            Silent = [new("A pod that has ended serves no more.", """status.phase = "Failed" """, 2)],
        },
        PayloadPlan.None("k8s-job-*", "A job of the cluster, which is neither a build nor a rollout."),
        PayloadPlan.Of("watch-stream-pods*.jsonl", "openshift/pod", "object") with { Records = 3, About = "configuration-item 1" },
        PayloadPlan.None("k8s-watch-gone-410*.json", "An error within a watch, upon which the connector lists anew."),
    ];
}
