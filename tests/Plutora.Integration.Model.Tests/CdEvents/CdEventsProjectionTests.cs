using System.Text.Json;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.References;
using static Plutora.Integration.Model.Tests.CdEvents.Projecting;

namespace Plutora.Integration.Model.Tests.CdEvents;

public sealed class CdEventsProjectionTests
{
    [Fact]
    public void A_pull_request_is_created_updated_abandoned_reopened_and_merged() =>
        Assert.Equal(["change.created", "change.updated", "change.abandoned", "change.updated", "change.merged"], Names(Lives.Transitions(Lives.PullRequest())));

    [Fact]
    public void A_review_is_told_once_when_it_is_handed_in() => Assert.Equal(["change.reviewed"], Names(Lives.Transitions(Lives.Review())));

    [Fact]
    public void A_run_is_queued_started_and_finished_and_a_new_attempt_starts_again() =>
        Assert.Equal(["pipelinerun.queued", "pipelinerun.started", "pipelinerun.finished", "pipelinerun.started"], Names(Lives.Transitions(Lives.PipelineRun())));

    [Fact]
    public void A_task_that_builds_is_a_build_and_any_other_a_task_run()
    {
        Assert.Equal(["build.queued", "build.started", "build.finished"], Names(Lives.Transitions(Lives.TaskRun(PipelineKind.Build))));
        Assert.Equal(["taskrun.started", "taskrun.finished"], Names(Lives.Transitions(Lives.TaskRun(PipelineKind.Deployment))));
    }

    [Fact]
    public void An_artifact_is_packaged_signed_published_and_deleted() =>
        Assert.Equal(["artifact.packaged", "artifact.signed", "artifact.published", "artifact.deleted"], Names(Lives.Transitions(Lives.Artifact())));

    [Fact]
    public void Tests_are_queued_started_finished_or_skipped_and_leave_outputs()
    {
        Assert.Equal(["testsuiterun.queued", "testsuiterun.started", "testsuiterun.finished", "testoutput.published"], Names(Lives.Transitions(Lives.TestRun())));
        Assert.Equal(["testcaserun.queued", "testcaserun.started", "testcaserun.finished", "testoutput.published"], Names(Lives.Transitions(Lives.TestCaseResult())));
        Assert.Equal(["testcaserun.skipped"], Names(Lives.Transitions(Lives.SkippedTest())));
    }

    [Fact]
    public void Places_are_created_modified_and_deleted()
    {
        Assert.Equal(["environment.created", "environment.modified", "environment.deleted"], Names(Lives.Transitions(Lives.Environment())));
        Assert.Equal(["repository.created", "repository.modified", "repository.deleted"], Names(Lives.Transitions(Lives.Repository())));
        Assert.Equal(["branch.created", "branch.deleted"], Names(Lives.Transitions(Lives.Branch())));
    }

    [Theory]
    [InlineData(DeploymentKind.Install, "service.deployed")]
    [InlineData(DeploymentKind.Upgrade, "service.upgraded")]
    [InlineData(DeploymentKind.Rollback, "service.rolledback")]
    [InlineData(DeploymentKind.Removal, "service.removed")]
    [InlineData(null, "service.deployed")]
    public void A_deployment_that_succeeded_is_told_as_what_it_did(DeploymentKind? kind, string expected) =>
        Assert.Equal([expected], Names(Lives.Transitions(Lives.Deployment(kind))));

    [Fact]
    public void A_deployment_over_an_older_version_is_an_upgrade_and_one_that_failed_or_restarts_is_nothing()
    {
        var done = (Deployment)Lives.Deployment(null)[1];
        Assert.Equal(["service.upgraded"], Names(Project(null, done with { PreviousVersion = "1" })));
        Assert.Empty(Project(null, done with { Outcome = Outcome.Failure }));
        Assert.Empty(Project(null, done with { Kind = DeploymentKind.Restart }));
    }

    [Fact]
    public void An_incident_is_reported_detected_and_resolved_once() =>
        Assert.Equal(["incident.reported", "incident.detected", "incident.resolved"], Names(Lives.Transitions(Lives.Incident())));

    [Fact]
    public void A_work_item_is_a_ticket_created_updated_and_closed() =>
        Assert.Equal(["ticket.created", "ticket.updated", "ticket.closed"], Names(Lives.Transitions(Lives.WorkItem())));

    [Fact]
    public void What_is_first_seen_at_its_end_tells_each_step_that_it_proves_at_its_own_time()
    {
        var run = (PipelineRun)Lives.PipelineRun()[2];
        var all = Project(null, run);
        Assert.Equal(["pipelinerun.queued", "pipelinerun.started", "pipelinerun.finished"], Names(all));
        Assert.Equal([run.QueuedAt!.Value, run.StartedAt!.Value, run.FinishedAt!.Value], all.Select(one => one.Event!.Timestamp));
        Assert.Equal(["pipelinerun.finished"], Names(Project(null, run with { QueuedAt = null, StartedAt = null })));
    }

    [Fact]
    public void The_same_state_again_or_one_that_differs_in_its_version_only_tells_nothing() =>
        Assert.All(Lives.All().SelectMany(life => life), state => Assert.Empty(Project(state, state with { EntityVersion = 99 })));

    [Fact]
    public void What_lacks_a_required_field_is_skipped_with_its_reason_once_and_told_when_it_comes()
    {
        var done = (Deployment)Lives.Deployment(DeploymentKind.Upgrade)[1];
        var unresolved = done with { Environment = Reference.ToAlias("environment", "prod") };
        var skipped = Assert.Single(Project(null, unresolved));
        Assert.Equal("dev.cdevents.service.upgraded.0.3.0 requires environment, which the entity does not tell.", skipped.Reason);
        Assert.Empty(Project(unresolved, unresolved with { Title = "again" }));
        Assert.Equal(["service.upgraded"], Names(Project(unresolved, done)));
    }

    [Fact]
    public void Each_required_field_that_is_missing_is_named()
    {
        Assert.Equal(["service.upgraded lacks artifactId"], Names(Project(null, (Deployment)Lives.Deployment(DeploymentKind.Upgrade)[1] with { ArtifactId = null })));
        Assert.Equal(["service.upgraded lacks subject.id"], Names(Project(null, (Deployment)Lives.Deployment(DeploymentKind.Upgrade)[1] with { Service = null })));
        Assert.Equal(["change.reviewed lacks subject.id"], Names(Project(null, (Review)Lives.Review()[1] with { PullRequest = null })));
        Assert.Equal(["artifact.packaged lacks subject.id"], Names(Project(null, (Artifact)Lives.Artifact()[0] with { Purl = null })));
        Assert.Equal(["artifact.packaged lacks change"], Names(Project(null, (Artifact)Lives.Artifact()[0] with { Commit = null })));
        Assert.Equal(["ticket.created lacks creator"], Names(Project(null, (WorkItem)Lives.WorkItem()[0] with { Creator = null })));
        Assert.Equal(["repository.created lacks uri"], Names(Project(null, (Repository)Lives.Repository()[0] with { CloneUrls = ["git@git.example:a/b"], Url = null })));
        Assert.Equal(["incident.reported lacks ticketURI"], Names(Project(null, (Incident)Lives.Incident()[0] with { Url = "INC1" })));
        Assert.Equal(["pipelinerun.started lacks pipelineName"], Names(Project(null, new PipelineRun { Id = Id("pipeline-run", "2"), State = RunState.Running })));
        Assert.Equal(["testcaserun.finished lacks outcome"], Names(Project(null, new TestCaseResult { Id = Id("test-case-result", "9"), Name = "x", State = RunState.Finished })));
    }

    [Fact]
    public void Tags_tasks_that_never_ran_and_entities_without_a_word_in_CDEvents_tell_nothing()
    {
        Assert.Empty(Project(null, new Branch { Id = Id("branch", "v1"), Name = "v1", Kind = BranchKind.Tag }));
        Assert.Empty(Project(null, new TaskRun { Id = Id("task-run", "s"), State = RunState.Skipped, StartedAt = Noon }));
        Assert.Empty(Project(null, new Person { Id = Id("person", "p"), Name = "Ada" }));
        Assert.Empty(Delete(new Person { Id = Id("person", "p") }));
    }

    [Fact]
    public void The_event_carries_the_entity_whole_and_an_id_that_is_the_same_each_time()
    {
        var request = (PullRequest)Lives.PullRequest()[0];
        var told = Assert.Single(Project(null, request)).Event!;
        using var json = JsonDocument.Parse(told.Json);
        using var entity = JsonDocument.Parse(EntityTypes.Serialize(request));
        Assert.True(JsonElement.DeepEquals(entity.RootElement, json.RootElement.GetProperty("customData")));
        Assert.Equal("tool/pull-request/7@1#change.created", told.Id);
        Assert.Equal(told.Id, Assert.Single(Project(null, request)).Event!.Id);
        Assert.Equal("""{"specversion":"0.5.1","id":"tool/pull-request/7@1#change.created","chainId":"chain","source":"/hub/tool","type":"dev.cdevents.change.created.0.4.0","timestamp":"2026-01-31T11:00:00Z"}""",
            json.RootElement.GetProperty("context").GetRawText());
        Assert.Equal("""{"id":"tool/pull-request/7","source":"/hub/tool","content":{"repository":{"id":"tool/repository/1","source":"/hub/tool"},"description":"Mend it"}}""",
            json.RootElement.GetProperty("subject").GetRawText());
    }

    [Fact]
    public void States_of_two_entities_are_refused() =>
        Assert.Throws<ArgumentException>(() => Project(Lives.Branch()[0], Lives.Repository()[0]));
}
