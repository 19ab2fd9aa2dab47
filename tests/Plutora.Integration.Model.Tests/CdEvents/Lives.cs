using Plutora.Integration.Model.CdEvents;
using Plutora.Integration.Model.Entities;
using static Plutora.Integration.Model.Tests.CdEvents.Projecting;

namespace Plutora.Integration.Model.Tests.CdEvents;

/// <summary>The lives of entities, state by state; together they go through every CDEvents type that the model has a transition for.</summary>
internal static class Lives
{
    private static readonly DateTimeOffset T = Noon.AddHours(-1);

    public static Entity[] PullRequest()
    {
        var open = new PullRequest { Id = Id("pull-request", "7"), State = PullRequestState.Open, Title = "Mend it", Repository = Repo, CreatedAt = T };
        var closed = open with { State = PullRequestState.Closed, ClosedAt = T.AddMinutes(5) };
        return [open, open with { Labels = ["bug"] }, closed, open, open with { State = PullRequestState.Merged, MergedAt = T.AddMinutes(9) }];
    }

    public static Entity[] Review()
    {
        var pending = new Review { Id = Id("review", "3"), State = ReviewState.Pending, PullRequest = To("pull-request", "7"), Repository = Repo };
        return [pending, pending with { State = ReviewState.Approved, SubmittedAt = T }, pending with { State = ReviewState.Dismissed, SubmittedAt = T }];
    }

    public static Entity[] PipelineRun()
    {
        var queued = new PipelineRun { Id = Id("pipeline-run", "1"), State = RunState.Queued, PipelineName = "ci", Url = "https://ci.example/1", QueuedAt = T };
        var running = queued with { State = RunState.Running, StartedAt = T.AddSeconds(5) };
        var finished = running with { State = RunState.Finished, Outcome = Outcome.Failure, FinishedAt = T.AddSeconds(9), Errors = "a test failed" };
        return [queued, running, finished, running with { Attempt = 2, QueuedAt = null, StartedAt = T.AddSeconds(20) }];
    }

    public static Entity[] TaskRun(PipelineKind kind)
    {
        var queued = new TaskRun { Id = Id("task-run", "1"), Kind = kind, State = RunState.Queued, Name = "compile", PipelineRun = To("pipeline-run", "1"), QueuedAt = T };
        var running = queued with { State = RunState.Running, StartedAt = T };
        return [queued, running, running with { State = RunState.Finished, Outcome = Outcome.Success, ArtifactId = "pkg:oci/shop@sha256%3Aab" }];
    }

    public static Entity[] Artifact()
    {
        var packaged = new Artifact { Id = Id("artifact", "a"), Name = "shop", Purl = "pkg:oci/shop@sha256%3Aab", Commit = To("commit", "4b825dc"), State = ArtifactState.Packaged, SbomUrl = "https://sbom.example/a" };
        var signed = packaged with { Signature = "MEUC" };
        return [packaged, signed, signed with { State = ArtifactState.Published, PublishedAt = T, PublishedBy = Ada }];
    }

    public static Entity[] TestRun()
    {
        var queued = new TestRun { Id = Id("test-run", "r"), State = RunState.Queued, Suite = "checkout", SuiteVersion = "2", Environment = Production, Trigger = RunTrigger.Schedule };
        var running = queued with { State = RunState.Running };
        return [queued, running, running with { State = RunState.Finished, Outcome = Outcome.Error, Severity = Severity.High, Reason = "no database",
            Outputs = [new TestOutput { Name = "report", Kind = TestOutputKind.Report, MediaType = "text/html", Url = "https://ci.example/report" }] }];
    }

    public static Entity[] TestCaseResult()
    {
        var queued = new TestCaseResult { Id = Id("test-case-result", "1"), Name = "pays", ClassName = "Checkout", Kind = TestKind.EndToEnd, State = RunState.Queued, Environment = Production, TestRun = To("test-run", "r") };
        var running = queued with { State = RunState.Running };
        return [queued, running, running with { State = RunState.Finished, Outcome = Outcome.Failure, Message = "expected 1", Outputs = [new TestOutput { Name = "screen.png", MediaType = "image/png", Kind = TestOutputKind.Image }] }];
    }

    public static Entity[] SkippedTest() => [new TestCaseResult { Id = Id("test-case-result", "2"), Name = "later", State = RunState.Skipped, Message = "not yet" }];

    public static Entity[] Environment()
    {
        var made = new DeploymentEnvironment { Id = Id("environment", "prod"), Name = "production", Url = "https://shop.example" };
        return [made, made with { Kind = EnvironmentKind.Production }];
    }

    public static Entity[] Repository()
    {
        var made = new Repository { Id = Id("repository", "1"), Name = "shop", Owner = "acme", CloneUrls = ["git@git.example:acme/shop.git", "https://git.example/acme/shop.git"], Url = "https://git.example/acme/shop" };
        return [made, made with { Description = "Sells" }];
    }

    public static Entity[] Branch() => [new Branch { Id = Id("branch", "1:main"), Name = "main", Repository = Repo }];

    public static Entity[] Deployment(DeploymentKind? kind)
    {
        var waiting = new Deployment { Id = Id("deployment", "d"), State = RunState.Waiting, Kind = kind, Environment = Production, Service = Shop, ArtifactId = "pkg:oci/shop@sha256%3Aab" };
        return [waiting, waiting with { State = RunState.Finished, Outcome = Outcome.Success, FinishedAt = T }];
    }

    public static Entity[] Incident()
    {
        var reported = new Incident { Id = Id("incident", "i"), State = IncidentState.New, Title = "Nobody can pay", Url = "https://ops.example/i", Environment = Production, Service = Shop, CreatedAt = T };
        var detected = reported with { DetectedAt = T.AddMinutes(-1) };
        return [reported, detected, detected with { State = IncidentState.Resolved, ResolvedAt = T }, detected with { State = IncidentState.Closed, ResolvedAt = T }];
    }

    public static Entity[] WorkItem()
    {
        var made = new WorkItem { Id = Id("work-item", "w"), Kind = WorkItemKind.Story, State = WorkItemState.Proposed, Title = "Pay by card", Url = "https://plan.example/PROJ-1", Creator = Ada, Assignees = [Ada], Priority = Priority.Critical, Labels = ["money"], Project = "PROJ" };
        return [made, made with { State = WorkItemState.InProgress }, made with { State = WorkItemState.Done, ClosedAt = T, ClosedBy = Ada }];
    }

    public static IEnumerable<Entity[]> All() =>
    [
        PullRequest(), Review(), PipelineRun(), TaskRun(PipelineKind.Build), TaskRun(PipelineKind.Deployment), Artifact(), TestRun(), TestCaseResult(), SkippedTest(),
        Environment(), Repository(), Branch(), Incident(), WorkItem(),
        .. new DeploymentKind?[] { DeploymentKind.Install, DeploymentKind.Upgrade, DeploymentKind.Rollback, DeploymentKind.Removal }.Select(Deployment),
    ];

    /// <summary>Each transition of a life, and of its end where the entity is deleted.</summary>
    public static IEnumerable<ProjectedTransition> Transitions(Entity[] life)
    {
        Entity? previous = null;
        long version = 0;
        foreach (var state in life)
        {
            foreach (var transition in Project(previous, state, ++version)) yield return transition;
            previous = state;
        }
        foreach (var transition in Delete(previous!)) yield return transition;
    }
}
