using System.Globalization;
using System.Text.Json.Nodes;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Tools.GitHub;

/// <summary>The paths by which GitHub is read.</summary>
internal sealed class GitHubReading(CompanyWorld world, GitHubForms forms)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/user", (HttpRequest r) => GitHubAnswers.Ok(r, forms.User(GitHubForms.HubLogin)));
        routes.MapGet("/user/repos", (HttpRequest r) => GitHubAnswers.Page(r, [.. world.All<Repository>()], forms.Repository));
        routes.MapGet("/orgs/{org}/repos", (string org, HttpRequest r) => world.All<Repository>().Where(x => x.Owner == org).ToList() is { Count: > 0 } found ? GitHubAnswers.Page(r, found, forms.Repository) : GitHubAnswers.NotFound);
        var repository = routes.MapGroup("/repos/{owner}/{name}");
        repository.MapGet("", (string owner, string name, HttpRequest r) => In(owner, name, x => GitHubAnswers.Ok(r, forms.Repository(x))));
        repository.MapGet("/branches", (string owner, string name, HttpRequest r) => In(owner, name, x => GitHubAnswers.Page(r, [.. world.All<Branch>().Where(b => b.RepositoryId == x.Id).OrderBy(b => b.Name, StringComparer.Ordinal)], forms.Branch)));
        repository.MapGet("/tags", (string owner, string name, HttpRequest r) => In(owner, name, x => GitHubAnswers.Page(r, [.. world.All<CodeRelease>().Where(t => t.RepositoryId == x.Id && !t.Draft).Reverse()], forms.Tag)));
        repository.MapGet("/commits", Commits);
        repository.MapGet("/commits/{sha}/statuses", (string owner, string name, string sha, HttpRequest r) => In(owner, name, x => GitHubAnswers.Page(r, [.. world.All<Build>().Where(b => b.RepositoryId == x.Id && b.Sha == sha).Reverse()], forms.CommitStatus)));
        repository.MapGet("/commits/{sha}/check-runs", (string owner, string name, HttpRequest r) => In(owner, name, _ => GitHubAnswers.Page<Build>(r, [], _ => new JsonObject(), "check_runs")));
        repository.MapGet("/commits/{sha}", (string owner, string name, string sha, HttpRequest r) => In(owner, name, x => forms.ShaOf(x.Id, sha) is { } found && world.CommitOf(x.Id, found) is { } commit ? GitHubAnswers.Ok(r, forms.Commit(commit)) : GitHubAnswers.Fault(422, $"No commit found for SHA: {sha}")));
        repository.MapGet("/pulls", Pulls);
        repository.MapGet("/pulls/{number:long}", (string owner, string name, long number, HttpRequest r) => Pull(owner, name, number, p => GitHubAnswers.Ok(r, forms.PullRequest(p, whole: true))));
        repository.MapGet("/pulls/{number:long}/reviews", (string owner, string name, long number, HttpRequest r) => Pull(owner, name, number, p => GitHubAnswers.Page(r, [.. world.All<Review>().Where(v => v.PullRequestId == p.Id)], v => forms.Review(v))));
        repository.MapGet("/pulls/{number:long}/commits", (string owner, string name, long number, HttpRequest r) => Pull(owner, name, number, p => GitHubAnswers.Page(r, [.. p.Commits.Select(sha => world.CommitOf(p.RepositoryId, sha)).OfType<Commit>()], forms.Commit)));

        // The company writes its issues elsewhere; a pull request is an issue all the same.
        repository.MapGet("/issues", (string owner, string name) => In(owner, name, _ => GitHubAnswers.Fault(410, "Issues are disabled for this repo")));
        repository.MapGet("/issues/events", (string owner, string name, HttpRequest r) => In(owner, name, _ => GitHubAnswers.Page<Remark>(r, [], _ => new JsonObject())));
        repository.MapGet("/issues/{number:long}", (string owner, string name, long number, HttpRequest r) => Pull(owner, name, number, p => GitHubAnswers.Ok(r, forms.Issue(p))));
        repository.MapGet("/issues/{number:long}/comments", (string owner, string name, long number, HttpRequest r) => Pull(owner, name, number, p => GitHubAnswers.Page(r, [.. world.All<Remark>().Where(c => c.PullRequestId == p.Id)], forms.Remark)));
        repository.MapGet("/milestones", (string owner, string name, HttpRequest r) => In(owner, name, _ => GitHubAnswers.Page<Remark>(r, [], _ => new JsonObject())));
        repository.MapGet("/actions/workflows", (string owner, string name, HttpRequest r) => In(owner, name, x => GitHubAnswers.Page(r, [x], forms.Workflow, "workflows")));
        repository.MapGet("/actions/workflows/{workflow}", (string owner, string name, string workflow, HttpRequest r) => In(owner, name, x => IsOf(x, workflow) ? GitHubAnswers.Ok(r, forms.Workflow(x)) : GitHubAnswers.NotFound));
        repository.MapGet("/actions/workflows/{workflow}/runs", (string owner, string name, string workflow, HttpRequest r) => In(owner, name, x => IsOf(x, workflow) ? Runs(x, r) : GitHubAnswers.NotFound));
        repository.MapGet("/actions/runs", (string owner, string name, HttpRequest r) => In(owner, name, x => Runs(x, r)));
        repository.MapGet("/actions/runs/{run:long}", (string owner, string name, long run, HttpRequest r) => In(owner, name, x => RunOf(x, run) is { } found ? GitHubAnswers.Ok(r, forms.Run(found)) : GitHubAnswers.NotFound));
        repository.MapGet("/actions/runs/{run:long}/jobs", (string owner, string name, long run, HttpRequest r) => In(owner, name, x => RunOf(x, run) is { } found ? GitHubAnswers.Page(r, [found], forms.Job, "jobs") : GitHubAnswers.NotFound));
        repository.MapGet("/actions/jobs/{job:long}", (string owner, string name, long job, HttpRequest r) => In(owner, name, x => RunOf(x, job - 500_000) is { } found ? GitHubAnswers.Ok(r, forms.Job(found)) : GitHubAnswers.NotFound));
        repository.MapGet("/deployments", (string owner, string name, HttpRequest r) => In(owner, name, x => GitHubAnswers.Page(r, [.. world.All<CodeDeployment>().Where(d => d.RepositoryId == x.Id && Asked(r, "environment", d.Environment) && Asked(r, "ref", d.Ref) && Asked(r, "sha", d.Sha)).Reverse()], forms.Deployment)));
        repository.MapGet("/deployments/{id:long}", (string owner, string name, long id, HttpRequest r) => In(owner, name, x => world.Find<CodeDeployment>(id) is { } found && found.RepositoryId == x.Id ? GitHubAnswers.Ok(r, forms.Deployment(found)) : GitHubAnswers.NotFound));
        repository.MapGet("/deployments/{id:long}/statuses", (string owner, string name, long id, HttpRequest r) => In(owner, name, x => world.Find<CodeDeployment>(id) is { } found && found.RepositoryId == x.Id ? GitHubAnswers.Page(r, forms.Statuses(found), s => s) : GitHubAnswers.NotFound));
        repository.MapGet("/releases", (string owner, string name, HttpRequest r) => In(owner, name, x => GitHubAnswers.Page(r, [.. world.All<CodeRelease>().Where(t => t.RepositoryId == x.Id).Reverse()], forms.Release)));
        repository.MapGet("/releases/{id:long}", (string owner, string name, long id, HttpRequest r) => In(owner, name, x => world.Find<CodeRelease>(id) is { } found && found.RepositoryId == x.Id ? GitHubAnswers.Ok(r, forms.Release(found)) : GitHubAnswers.NotFound));
        repository.MapGet("/releases/tags/{tag}", (string owner, string name, string tag, HttpRequest r) => In(owner, name, x => world.All<CodeRelease>().LastOrDefault(t => t.RepositoryId == x.Id && t.Tag == tag && !t.Draft) is { } found ? GitHubAnswers.Ok(r, forms.Release(found)) : GitHubAnswers.NotFound));
        repository.MapGet("/code-scanning/alerts", (string owner, string name) => In(owner, name, _ => GitHubAnswers.Fault(404, "no analysis found")));
        repository.MapGet("/dependabot/alerts", (string owner, string name) => In(owner, name, _ => GitHubAnswers.Fault(403, "Dependabot alerts are disabled for this repository.")));
    }

    /// <summary>The repository of a name; null where there is none.</summary>
    public Repository? Find(string owner, string name) => world.All<Repository>().FirstOrDefault(r => string.Equals(r.Owner, owner, StringComparison.OrdinalIgnoreCase) && string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A pull request by its number; null where there is none.</summary>
    public PullRequest? Find(string owner, string name, long number) => Find(owner, name) is { } repository ? world.All<PullRequest>().FirstOrDefault(p => p.RepositoryId == repository.Id && p.Number == number) : null;

    /// <summary>Whether a workflow is named by its id or its file.</summary>
    public static bool IsOf(Repository repository, string workflow) => workflow == GitHubForms.WorkflowFile || workflow == GitHubForms.WorkflowId(repository.Id).ToString(CultureInfo.InvariantCulture);

    private static bool Asked(HttpRequest request, string name, string value) => request.Query[name].ToString() is var asked && (asked.Length == 0 || asked == value);

    private IResult In(string owner, string name, Func<Repository, IResult> answer) => Find(owner, name) is { } repository ? answer(repository) : GitHubAnswers.NotFound;

    private IResult Pull(string owner, string name, long number, Func<PullRequest, IResult> answer) => Find(owner, name, number) is { } pull ? answer(pull) : GitHubAnswers.NotFound;

    private WorkflowRun? RunOf(Repository repository, long run) => world.All<WorkflowRun>().FirstOrDefault(r => r.RepositoryId == repository.Id && GitHubForms.RunId(r.Id) == run);

    private IResult Runs(Repository repository, HttpRequest request) => GitHubAnswers.Page(
        request,
        [.. world.All<WorkflowRun>().Where(r => r.RepositoryId == repository.Id && Asked(request, "branch", r.Branch) && Asked(request, "event", "workflow_dispatch")).Reverse()],
        forms.Run,
        "workflow_runs");

    private IResult Commits(string owner, string name, HttpRequest request) => In(owner, name, repository =>
    {
        var from = request.Query["sha"].ToString() is { Length: > 0 } asked ? asked : repository.DefaultBranch;
        if (forms.ShaOf(repository.Id, from) is not { } head)
        {
            return GitHubAnswers.NotFound;
        }

        var since = DateTimeOffset.TryParse(request.Query["since"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : DateTimeOffset.MinValue;
        return GitHubAnswers.Page(request, [.. world.Since(repository.Id, head, null).Where(c => c.At >= since).Reverse()], forms.Commit);
    });

    private IResult Pulls(string owner, string name, HttpRequest request) => In(owner, name, repository =>
    {
        var state = request.Query["state"].ToString() is { Length: > 0 } asked ? asked : "open";
        var found = world.All<PullRequest>().Where(p => p.RepositoryId == repository.Id && (state == "all" || (state == "open") == (p.State == PullRequestState.Open)));
        var sorted = request.Query["sort"] == "updated" ? found.OrderBy(p => p.UpdatedAt).ThenBy(p => p.Id) : found.OrderBy(p => p.Id);
        return GitHubAnswers.Page(request, [.. request.Query["direction"] == "asc" ? sorted : sorted.Reverse()], p => forms.PullRequest(p, whole: false));
    });
}
