using System.Text.Json.Nodes;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Tools.GitHub;

/// <content>Workflows and their runs.</content>
internal sealed partial class GitHubForms
{
    public static long WorkflowId(long repository) => 90_000 + repository;

    public static long RunId(long id) => 8_000_000 + id;

    public JsonObject Workflow(Repository repository)
    {
        var id = WorkflowId(repository.Id);
        return new()
        {
            ["id"] = id,
            ["node_id"] = Node("W", id),
            ["name"] = WorkflowName,
            ["path"] = ".github/workflows/" + WorkflowFile,
            ["state"] = "active",
            ["created_at"] = Time(repository.CreatedAt),
            ["updated_at"] = Time(repository.CreatedAt),
            ["url"] = $"{At(repository.Id)}/actions/workflows/{id}",
            ["html_url"] = $"{Web}/{NameOf(repository.Id)}/blob/{repository.DefaultBranch}/.github/workflows/{WorkflowFile}",
            ["badge_url"] = $"{Web}/{NameOf(repository.Id)}/workflows/{WorkflowName}/badge.svg",
        };
    }

    public JsonObject Run(WorkflowRun run)
    {
        var (repository, build, at) = (world.Get<Repository>(run.RepositoryId), world.Get<Build>(run.BuildId), At(run.RepositoryId));
        var (id, url) = (RunId(run.Id), $"{at}/actions/runs/{RunId(run.Id)}");
        var (status, conclusion) = StateOf(build);
        var commit = world.CommitOf(run.RepositoryId, run.Sha);
        var person = world.All<Person>().FirstOrDefault(p => p.Login == commit?.Author);
        var author = new JsonObject { ["name"] = person?.Name ?? commit?.Author ?? "", ["email"] = person?.Email ?? "nobody@acme.example" };
        var minimal = Repository(repository);
        return new()
        {
            ["id"] = id,
            ["name"] = WorkflowName,
            ["node_id"] = Node("WFR", id),
            ["head_branch"] = run.Branch,
            ["head_sha"] = run.Sha,
            ["path"] = ".github/workflows/" + WorkflowFile,
            ["display_title"] = run.Title,
            ["run_number"] = run.Number,
            ["event"] = "workflow_dispatch",
            ["status"] = status,
            ["conclusion"] = conclusion,
            ["workflow_id"] = WorkflowId(repository.Id),
            ["check_suite_id"] = id,
            ["check_suite_node_id"] = Node("CS", id),
            ["url"] = url,
            ["html_url"] = $"{Web}/{NameOf(run.RepositoryId)}/actions/runs/{id}",
            ["pull_requests"] = new JsonArray(),
            ["created_at"] = Time(run.CreatedAt),
            ["updated_at"] = Time(build.UpdatedAt),
            ["actor"] = User(run.StartedBy),
            ["run_attempt"] = 1,
            ["run_started_at"] = Time(build.StartedAt ?? run.CreatedAt),
            ["triggering_actor"] = User(run.StartedBy),
            ["jobs_url"] = url + "/jobs",
            ["logs_url"] = url + "/logs",
            ["check_suite_url"] = $"{at}/check-suites/{id}",
            ["artifacts_url"] = url + "/artifacts",
            ["cancel_url"] = url + "/cancel",
            ["rerun_url"] = url + "/rerun",
            ["previous_attempt_url"] = null,
            ["workflow_url"] = $"{at}/actions/workflows/{WorkflowId(repository.Id)}",
            ["head_commit"] = new JsonObject { ["id"] = run.Sha, ["tree_id"] = commit is null ? run.Sha : TreeOf(commit), ["message"] = commit?.Message ?? "", ["timestamp"] = Time(commit?.At ?? run.CreatedAt), ["author"] = author, ["committer"] = author.DeepClone() },
            ["repository"] = minimal,
            ["head_repository"] = minimal.DeepClone(),
        };
    }

    public JsonObject Job(WorkflowRun run)
    {
        var (build, at, id) = (world.Get<Build>(run.BuildId), At(run.RepositoryId), RunId(run.Id));
        var (status, conclusion) = StateOf(build);
        return new()
        {
            ["id"] = id + 500_000,
            ["run_id"] = id,
            ["run_url"] = $"{at}/actions/runs/{id}",
            ["run_attempt"] = 1,
            ["node_id"] = Node("CR", id),
            ["head_sha"] = run.Sha,
            ["url"] = $"{at}/actions/jobs/{id + 500_000}",
            ["html_url"] = $"{Web}/{NameOf(run.RepositoryId)}/actions/runs/{id}/job/{id + 500_000}",
            ["status"] = status,
            ["conclusion"] = conclusion,
            ["created_at"] = Time(run.CreatedAt),
            ["started_at"] = Time(build.StartedAt ?? run.CreatedAt),
            ["completed_at"] = Time(build.FinishedAt),
            ["name"] = "build",
            ["steps"] = new JsonArray(),
            ["check_run_url"] = $"{at}/check-runs/{id + 500_000}",
            ["labels"] = new JsonArray("ubuntu-latest"),
            ["runner_id"] = 1,
            ["runner_name"] = "runner-1",
            ["runner_group_id"] = 1,
            ["runner_group_name"] = "Default",
            ["workflow_name"] = WorkflowName,
            ["head_branch"] = run.Branch,
        };
    }

    private static (string Status, string? Conclusion) StateOf(Build build) => build.State switch
    {
        RunState.Queued => ("queued", null),
        RunState.Running => ("in_progress", null),
        RunState.Succeeded => ("completed", "success"),
        RunState.Aborted => ("completed", "cancelled"),
        _ => ("completed", "failure"),
    };
}
