using System.Globalization;
using System.Text.Json.Nodes;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Tools.GitHub;

/// <summary>The paths by which GitHub is asked to do something; all is done in the name of the hub's account.</summary>
internal sealed class GitHubActing(CompanyWorld world, GitHubForms forms, GitHubReading reading)
{
    private const string By = GitHubForms.HubLogin;

    public void Map(IEndpointRouteBuilder routes)
    {
        var repository = routes.MapGroup("/repos/{owner}/{name}");
        repository.MapPut("/pulls/{number:long}/merge", (string owner, string name, long number, HttpRequest r, CancellationToken ct) => PullAsync(owner, name, number, r, Merge, ct));
        repository.MapPatch("/pulls/{number:long}", (string owner, string name, long number, HttpRequest r, CancellationToken ct) => PullAsync(owner, name, number, r, (p, b) => Change(p, b, x => forms.PullRequest(x, whole: true)), ct));
        repository.MapPatch("/issues/{number:long}", (string owner, string name, long number, HttpRequest r, CancellationToken ct) => PullAsync(owner, name, number, r, (p, b) => Change(p, b, forms.Issue), ct));
        repository.MapPost("/issues", (string owner, string name) => reading.Find(owner, name) is null ? GitHubAnswers.NotFound : GitHubAnswers.Fault(410, "Issues has been disabled in this repository."));
        repository.MapPost("/issues/{number:long}/comments", (string owner, string name, long number, HttpRequest r, CancellationToken ct) => PullAsync(owner, name, number, r, Comment, ct));
        repository.MapPost("/actions/workflows/{workflow}/dispatches", (string owner, string name, string workflow, HttpRequest r, CancellationToken ct) => InAsync(owner, name, r, (x, b) => GitHubReading.IsOf(x, workflow) ? Dispatch(x, b) : GitHubAnswers.NotFound, ct));
        repository.MapPost("/deployments", (string owner, string name, HttpRequest r, CancellationToken ct) => InAsync(owner, name, r, Deploy, ct));
        repository.MapPost("/deployments/{id:long}/statuses", (string owner, string name, long id, HttpRequest r, CancellationToken ct) => InAsync(owner, name, r, (x, b) => world.Find<CodeDeployment>(id) is { } found && found.RepositoryId == x.Id ? Status(found, b) : GitHubAnswers.NotFound, ct));
        repository.MapPost("/releases", (string owner, string name, HttpRequest r, CancellationToken ct) => InAsync(owner, name, r, Release, ct));
    }

    private static string? Text(JsonObject body, string member) => body[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool Is(JsonObject body, string member) => body[member] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    private static IResult Missing(string member) => GitHubAnswers.Fault(422, $"Invalid request.\n\n\"{member}\" wasn't supplied.");

    private async Task<IResult> InAsync(string owner, string name, HttpRequest request, Func<Repository, JsonObject, IResult> act, CancellationToken cancellationToken) =>
        await GitHubAnswers.ReadAsync(request, cancellationToken) is not { } body ? GitHubAnswers.Fault(400, "Problems parsing JSON")
        : reading.Find(owner, name) is { } repository ? act(repository, body) : GitHubAnswers.NotFound;

    private async Task<IResult> PullAsync(string owner, string name, long number, HttpRequest request, Func<PullRequest, JsonObject, IResult> act, CancellationToken cancellationToken) =>
        await GitHubAnswers.ReadAsync(request, cancellationToken) is not { } body ? GitHubAnswers.Fault(400, "Problems parsing JSON")
        : reading.Find(owner, name, number) is { } pull ? act(pull, body) : GitHubAnswers.NotFound;

    private IResult Merge(PullRequest pull, JsonObject body) => world.Together(() =>
    {
        var now = world.Get<PullRequest>(pull.Id);
        if (now.State != PullRequestState.Open)
        {
            return GitHubAnswers.Fault(405, "Pull Request is not mergeable");
        }

        if (Text(body, "sha") is { } sha && sha != now.HeadSha)
        {
            return GitHubAnswers.Fault(409, "Head branch was modified. Review and try the merge again.");
        }

        return GitHubAnswers.Done(new JsonObject { ["sha"] = world.Merge(pull.Id, By).MergeSha, ["merged"] = true, ["message"] = "Pull Request successfully merged" });
    });

    private IResult Change(PullRequest pull, JsonObject body, Func<PullRequest, JsonNode> form)
    {
        if (Text(body, "state") is { } state && pull.State == PullRequestState.Merged && state == "open")
        {
            return GitHubAnswers.Fault(422, "Validation Failed: state cannot be changed. The pull request cannot be reopened.");
        }

        return GitHubAnswers.Done(form(world.Update<PullRequest>(pull.Id, p =>
        {
            var titled = p with { Title = Text(body, "title") ?? p.Title, Body = Text(body, "body") ?? p.Body };
            return (Text(body, "state"), p.State) switch
            {
                ("closed", PullRequestState.Open) => titled with { State = PullRequestState.Closed, ClosedAt = world.Now, ClosedBy = By },
                ("open", PullRequestState.Closed) => titled with { State = PullRequestState.Open, ClosedAt = null, ClosedBy = null },
                _ => titled,
            };
        }, By)));
    }

    private IResult Comment(PullRequest pull, JsonObject body) => Text(body, "body") is not { Length: > 0 } text ? Missing("body") : world.Together(() =>
    {
        var said = world.Add(new Remark { PullRequestId = pull.Id, Author = By, Text = text }, By);

        // The talk is a part of the pull request, and moves the time of its last change.
        world.Update<PullRequest>(pull.Id, p => p with { UpdatedAt = world.Now }, By);
        return GitHubAnswers.Done(forms.Remark(said), 201);
    });

    private IResult Dispatch(Repository repository, JsonObject body) => Text(body, "ref") is not { Length: > 0 } reference ? Missing("ref") : world.Together(() =>
    {
        var name = reference.StartsWith("refs/heads/", StringComparison.Ordinal) ? reference["refs/heads/".Length..] : reference;
        if (world.BranchOf(repository.Id, name) is not { } branch)
        {
            return GitHubAnswers.Fault(422, $"No ref found for: {reference}");
        }

        var inputs = (body["inputs"] as JsonObject ?? []).Select(i => KeyValuePair.Create(i.Key, i.Value?.ToString() ?? "")).ToList();
        var build = world.QueueBuild(repository.Id, branch.Name, By, null, inputs);
        var run = world.Add(new WorkflowRun
        {
            RepositoryId = repository.Id,
            Number = world.Next($"runs:{repository.Id}"),
            Branch = branch.Name,
            Sha = branch.Head,
            StartedBy = By,
            Title = string.Join(' ', inputs.Select(i => i.Value).Prepend(GitHubForms.WorkflowName)),
            BuildId = build.Id,
        }, By);

        // Asked for details GitHub names the run, else it says that it took it.
        return Is(body, "return_run_details")
            ? GitHubAnswers.Done(new JsonObject { ["workflow_run_id"] = GitHubForms.RunId(run.Id), ["run_url"] = $"{forms.At(repository.Id)}/actions/runs/{GitHubForms.RunId(run.Id)}", ["html_url"] = forms.Run(run)["html_url"]!.ToString() })
            : Results.NoContent();
    });

    // A deployment of a commit that an image was built of, to an environment that the company has, is rolled out.
    private IResult Deploy(Repository repository, JsonObject body) => Text(body, "ref") is not { Length: > 0 } reference ? Missing("ref") : world.Together(() =>
    {
        if (forms.ShaOf(repository.Id, reference) is not { } sha)
        {
            return GitHubAnswers.Fault(422, $"No ref found for: {reference}");
        }

        var name = Text(body, "environment") ?? "production";
        var artifact = world.All<Artifact>().LastOrDefault(a => a.Sha == sha);
        var environment = world.All<DeploymentEnvironment>().FirstOrDefault(e => e.Name == name);
        var rollOut = artifact is not null && environment is not null ? world.Deploy(artifact.ApplicationId, environment.Id, artifact.Id, By) : null;
        return GitHubAnswers.Done(forms.Deployment(world.Add(new CodeDeployment
        {
            RepositoryId = repository.Id,
            Ref = reference,
            Sha = sha,
            Environment = name,
            Description = Text(body, "description"),
            Payload = body["payload"]?.ToJsonString() ?? "{}",
            Creator = By,
            DeploymentId = rollOut?.Id,
        }, By)), 201);
    });

    private IResult Status(CodeDeployment deployment, JsonObject body) => Text(body, "state") is not { Length: > 0 } state ? Missing("state") : GitHubAnswers.Done(forms.Status(deployment, world.Add(new CodeDeploymentStatus
    {
        CodeDeploymentId = deployment.Id,
        State = state,
        Description = Text(body, "description") ?? "",
        LogUrl = Text(body, "log_url") ?? Text(body, "target_url") ?? "",
        EnvironmentUrl = Text(body, "environment_url") ?? "",
        Creator = By,
    }, By)), 201);

    private IResult Release(Repository repository, JsonObject body) => Text(body, "tag_name") is not { Length: > 0 } tag ? Missing("tag_name") : world.Together(() =>
    {
        var target = Text(body, "target_commitish") ?? repository.DefaultBranch;
        if (forms.ShaOf(repository.Id, target) is null)
        {
            return GitHubAnswers.Fault(422, $"Validation Failed: target_commitish is invalid: {target.ToString(CultureInfo.InvariantCulture)}");
        }

        if (world.All<CodeRelease>().Any(r => r.RepositoryId == repository.Id && r.Tag == tag && !r.Draft))
        {
            return GitHubAnswers.Fault(422, "Validation Failed: tag_name already_exists");
        }

        return GitHubAnswers.Done(forms.Release(world.Add(new CodeRelease
        {
            RepositoryId = repository.Id,
            Tag = tag,
            Target = target,
            Name = Text(body, "name") ?? tag,
            Body = Text(body, "body") ?? "",
            Draft = Is(body, "draft"),
            Prerelease = Is(body, "prerelease"),
            Author = By,
        }, By)), 201);
    });
}
