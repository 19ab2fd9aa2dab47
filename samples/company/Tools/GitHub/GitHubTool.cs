using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Acme.Company.Tools.Http;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Tools.GitHub;

/// <summary>GitHub's REST API over the company's code: conditional requests, pages by link, an hourly limit, signed webhooks.</summary>
public sealed class GitHubTool : ITool
{
    private const string Token = "simulated-github-token";
    private const string Secret = "simulated-github-webhook-secret";
    private static readonly Credentials[] Known = [new("token " + Token), new("Token " + Token), Credentials.Bearer(Token)];
    private readonly CompanyWorld _world;
    private readonly GitHubForms _forms;
    private readonly RateLimit _limit;

    /// <summary>Makes one of a company.</summary>
    /// <param name="world">The company.</param>
    /// <param name="limit">Limit of requests; 15,000 an hour, as an enterprise has it, when left out.</param>
    public GitHubTool(CompanyWorld world, RateLimit? limit = null)
    {
        (_world, _forms) = (world, new(world));
        _limit = limit ?? new(15_000, TimeSpan.FromHours(1), TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Name => "github";

    /// <inheritdoc/>
    public string Title => "GitHub";

    /// <inheritdoc/>
    public HubInstance Instance(Uri address) => new("github")
    {
        Options = new Dictionary<string, object> { ["baseAddress"] = address.AbsoluteUri, ["organisation"] = "acme" },
        Secrets = new Dictionary<string, string> { ["token"] = Token },
        Verifier = "hmac",
        WebhookSecret = Secret,
    };

    /// <inheritdoc/>
    public IResult? Refuse(HttpContext http)
    {
        var (state, headers) = (_limit.Take(), http.Response.Headers);
        headers["X-GitHub-Media-Type"] = "github.v3; format=json";
        headers["X-RateLimit-Limit"] = state.Most.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Used"] = (state.Most - state.Remaining).ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = state.ResetsAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Resource"] = "core";
        if (!state.Admitted)
        {
            return GitHubAnswers.Fault(403, "API rate limit exceeded for user ID 900.");
        }

        if (!Array.Exists(Known, c => c.Admit(http.Request)))
        {
            return GitHubAnswers.Fault(401, "Bad credentials");
        }

        ByName(http.Request);
        return null;
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        var reading = new GitHubReading(_world, _forms);
        reading.Map(routes);
        new GitHubActing(_world, _forms, reading).Map(routes);
        routes.MapFallback(() => GitHubAnswers.NotFound);
    }

    /// <inheritdoc/>
    public IEnumerable<WebhookDelivery> Tell(Change change)
    {
        var action = change.Kind switch { ChangeKind.Created => "created", ChangeKind.Updated => "edited", _ => "deleted" };
        return change.Now switch
        {
            Repository repository => [Delivery(change, "repository", repository.Id, action, [])],
            Branch branch => [Push(change, branch)],
            PullRequest pull => [Delivery(change, "pull_request", pull.RepositoryId, ActionOf(change, pull), [("number", pull.Number), ("pull_request", _forms.PullRequest(pull, whole: true))])],
            Review review => [OfReview(change, review)],
            Remark remark => [OfRemark(change, remark, action)],
            Build build => change.Before is Build before && before.State == build.State ? [] : [Status(change, build)],
            WorkflowRun run => [Delivery(change, "workflow_run", run.RepositoryId, "requested", [("workflow_run", _forms.Run(run)), ("workflow", _forms.Workflow(_world.Get<Repository>(run.RepositoryId)))])],
            CodeRelease release => [Delivery(change, "release", release.RepositoryId, release.Draft ? "created" : "published", [("release", _forms.Release(release))])],
            CodeDeployment deployment => [Delivery(change, "deployment", deployment.RepositoryId, "created", [("deployment", _forms.Deployment(deployment))])],
            CodeDeploymentStatus status => [OfStatus(change, _world.Get<CodeDeployment>(status.CodeDeploymentId), status)],
            Deployment rollOut => [.. _world.All<CodeDeployment>().Where(d => d.DeploymentId == rollOut.Id).Select(d => OfStatus(change, d, GitHubForms.RollOut(d, rollOut).Last()))],
            _ => [],
        };
    }

    private static string ActionOf(Change change, PullRequest pull) => change.Before is not PullRequest before ? "opened"
        : pull.State != before.State ? pull.State == PullRequestState.Open ? "reopened" : "closed"
        : pull.HeadSha != before.HeadSha ? "synchronize" : "edited";

    // GitHub's own links name a repository by its id, under which it stays the same when it is renamed.
    private void ByName(HttpRequest request)
    {
        if (request.Path.Value?.Split('/') is ["", "repositories", var id, ..] && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && _world.All<Repository>().FirstOrDefault(r => GitHubForms.RepositoryId(r.Id) == number) is { } repository)
        {
            request.Path = $"/repos/{repository.Owner}/{repository.Name}{request.Path.Value[$"/repositories/{id}".Length..]}";
        }
    }

    private WebhookDelivery Push(Change change, Branch branch)
    {
        var (before, after) = ((change.Before as Branch)?.Head ?? new string('0', 40), change.Kind == ChangeKind.Deleted ? new string('0', 40) : branch.Head);
        var commits = after == branch.Head ? _world.Since(branch.RepositoryId, branch.Head, change.Before is Branch known ? known.Head : _world.BranchOf(branch.RepositoryId, _world.Get<Repository>(branch.RepositoryId).DefaultBranch) is { } main && main.Id != branch.Id ? main.Head : null) : [];
        return Delivery(change, "push", branch.RepositoryId, null,
        [
            ("ref", $"refs/heads/{branch.Name}"), ("before", before), ("after", after), ("created", change.Kind == ChangeKind.Created), ("deleted", change.Kind == ChangeKind.Deleted), ("forced", false), ("base_ref", null),
            ("commits", new JsonArray([.. commits.TakeLast(20).Select(c => (JsonNode)_forms.Pushed(c))])), ("head_commit", commits.Count > 0 ? _forms.Pushed(commits[^1]) : null), ("pusher", new JsonObject { ["name"] = change.By }),
        ]);
    }

    private WebhookDelivery OfReview(Change change, Review review)
    {
        var pull = _world.Get<PullRequest>(review.PullRequestId);
        return Delivery(change, "pull_request_review", pull.RepositoryId, "submitted", [("review", _forms.Review(review, hook: true)), ("pull_request", _forms.PullRequest(pull, whole: false))]);
    }

    private WebhookDelivery OfRemark(Change change, Remark remark, string action)
    {
        var pull = _world.Get<PullRequest>(remark.PullRequestId);
        return Delivery(change, "issue_comment", pull.RepositoryId, action, [("issue", _forms.Issue(pull)), ("comment", _forms.Remark(remark))]);
    }

    private WebhookDelivery OfStatus(Change change, CodeDeployment deployment, CodeDeploymentStatus status) =>
        Delivery(change, "deployment_status", deployment.RepositoryId, "created", [("deployment_status", _forms.Status(deployment, status)), ("deployment", _forms.Deployment(deployment))]);

    private WebhookDelivery Status(Change change, Build build)
    {
        var status = _forms.CommitStatus(build);
        string[] members = ["id", "state", "description", "target_url", "context", "created_at", "updated_at"];
        return Delivery(change, "status", build.RepositoryId, null,
        [
            ("sha", build.Sha), .. members.Select(m => (m, status[m]?.DeepClone())), ("commit", _world.CommitOf(build.RepositoryId, build.Sha) is { } commit ? _forms.Commit(commit) : null), ("branches", new JsonArray()),
        ]);
    }

    private WebhookDelivery Delivery(Change change, string name, long repository, string? action, IEnumerable<(string Name, JsonNode? Value)> members)
    {
        var body = new JsonObject();
        if (action is not null)
        {
            body["action"] = action;
        }

        foreach (var (member, value) in members)
        {
            body[member] = value;
        }

        body["repository"] = _forms.Repository(_world.Get<Repository>(repository));
        body["organization"] = new JsonObject { ["login"] = "acme", ["id"] = 903 };
        body["sender"] = _forms.User(change.By);
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString(JsonSerializerOptions.Default));
        return new(
            new Dictionary<string, string>
            {
                ["X-GitHub-Event"] = name,
                ["X-GitHub-Delivery"] = new Guid((int)(change.Revision & int.MaxValue), 0, 0x4000, [0x80, 0, 0, 0, 0, 0, 0, 1]).ToString(),
                ["X-Hub-Signature-256"] = "sha256=" + Signatures.Hex(Secret, bytes),
                ["User-Agent"] = "GitHub-Hookshot/acme",
            },
            bytes);
    }
}
