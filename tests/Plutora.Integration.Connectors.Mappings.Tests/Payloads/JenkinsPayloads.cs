namespace Plutora.Integration.Connectors.Mappings.Tests.Payloads;

/// <summary>Jenkins: builds and stages as Apache DevLake read them, one record a line under <c>data</c>; it asked for no addresses of builds.</summary>
public sealed class JenkinsPayloads : ToolPayloads
{
    /// <inheritdoc/>
    public override string Folder => "jenkins";

    /// <inheritdoc/>
    public override IReadOnlyList<PayloadPlan> Plans { get; } =
    [
        PayloadPlan.Of("build*.jsonl", "jenkins/build", "data") with
        {
            Records = 13,
            About = "pipeline-run 13",
            Mentions = "person 1, pipeline 5",
        },
        PayloadPlan.Of("stage*.jsonl", "jenkins/stage", "data") with
        {
            Records = 44,
            About = "task-run 41",
        },
        PayloadPlan.Of("job*.jsonl", "jenkins/job", "data") with { MayBeAbsent = true },
    ];
}
