namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>Tekton: runs of pipelines and tasks in versions v1 and v1beta1, and a CloudEvent that carries one.</summary>
public sealed class TektonPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "tekton";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("cloudevent-pipelinerun-*.json", "openshift/pipeline-run", "body.pipelineRun") with { MayBeAbsent = true },
        PayloadPlan.Of("cloudevent-*.json", "openshift/task-run", "body.taskRun") with { Records = 1, About = "task-run 1" },
        PayloadPlan.Of("pipelinerun*.json", "openshift/pipeline-run", "kind and $contains(kind, /List$/) ? items : $") with
        {
            Records = 23,
            About = "pipeline-run 15",
            Mentions = "artifact 3, pipeline 14",
        },
        PayloadPlan.Of("taskrun*.json", "openshift/task-run", "kind and $contains(kind, /List$/) ? items : $") with { Records = 10, About = "task-run 10" },
    ];
}
