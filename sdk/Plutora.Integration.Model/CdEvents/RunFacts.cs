using System.Globalization;
using Plutora.Integration.Model.Entities;

namespace Plutora.Integration.Model.CdEvents;

/// <summary>
/// What pipeline and task runs prove: that they were queued, began and ended, each by the time that the tool told of it or by the state itself. A task that builds
/// is CDEvents' build, any other its taskRun; a task that was skipped never ran.
/// </summary>
internal static class RunFacts
{
    public static IEnumerable<Fact> Of(PipelineRun run, string hub)
    {
        string attempt = Attempt(run.Attempt);
        if (IsQueued(run.State, run.QueuedAt)) yield return Described(new Fact("pipelinerun.queued.0.3.0", hub, attempt), run).When(run.QueuedAt);
        if (IsStarted(run.State, run.StartedAt))
            yield return Described(new Fact("pipelinerun.started.0.3.0", hub, attempt), run).When(run.StartedAt).Requires("pipelineName", "uri");
        if (run.State == RunState.Finished)
            yield return Described(new Fact("pipelinerun.finished.0.3.0", hub, attempt), run).When(run.FinishedAt)
                .Text("outcome", CdValues.Of(run.Outcome)).Text("errors", run.Errors);
    }

    public static IEnumerable<Fact> Of(TaskRun run, string hub) => run.Kind == PipelineKind.Build ? Build(run, hub) : Task(run, hub);

    private static IEnumerable<Fact> Task(TaskRun run, string hub)
    {
        string attempt = Attempt(run.Attempt);
        if (IsStarted(run.State, run.StartedAt)) yield return Described(new Fact("taskrun.started.0.3.0", hub, attempt), run).When(run.StartedAt);
        if (run.State == RunState.Finished)
            yield return Described(new Fact("taskrun.finished.0.3.0", hub, attempt), run).When(run.FinishedAt)
                .Text("outcome", CdValues.Of(run.Outcome)).Text("errors", run.Errors);
    }

    private static IEnumerable<Fact> Build(TaskRun run, string hub)
    {
        string attempt = Attempt(run.Attempt);
        if (IsQueued(run.State, run.QueuedAt)) yield return new Fact("build.queued.0.3.0", hub, attempt).About(run.Id).When(run.QueuedAt);
        if (IsStarted(run.State, run.StartedAt)) yield return new Fact("build.started.0.3.0", hub, attempt).About(run.Id).When(run.StartedAt);
        if (run.State == RunState.Finished)
            yield return new Fact("build.finished.0.3.0", hub, attempt).About(run.Id).When(run.FinishedAt).Text("artifactId", run.ArtifactId);
    }

    public static bool IsQueued(RunState state, DateTimeOffset? at) => at is not null || state is RunState.Queued or RunState.Waiting;

    public static bool IsStarted(RunState state, DateTimeOffset? at) => state == RunState.Running || (at is not null && state != RunState.Skipped);

    public static string Attempt(int? attempt) => attempt is null or 1 ? "" : attempt.Value.ToString(CultureInfo.InvariantCulture);

    private static Fact Described(Fact fact, PipelineRun run) => fact.About(run.Id).Text("pipelineName", run.PipelineName ?? run.Title).Uri("uri", run.Url);

    private static Fact Described(Fact fact, TaskRun run) =>
        fact.About(run.Id).Text("taskName", run.Name ?? run.Title).Uri("uri", run.Url).Reference("pipelineRun", run.PipelineRun);
}
