using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Tools.GitHub;

/// <summary>The things of the company in the forms of GitHub's REST API, which its webhooks share.</summary>
internal sealed class GitHubForms(CompanyWorld world)
{
    /// <summary>Root of the addresses in records; requests go wherever the stand-in listens.</summary>
    public const string Api = "https://api.github.com";

    /// <summary>Login of the hub's own account.</summary>
    public const string HubLogin = "plutora";

    /// <summary>File name of the workflow that each repository has.</summary>
    public const string WorkflowFile = "build.yml";

    /// <summary>Name of that workflow.</summary>
    public const string WorkflowName = "Build";

    private const string Web = "https://github.com";

    // As the description of GitHub's API names them: what stands behind the repository's address.
    private static readonly (string Member, string Path)[] Addresses =
    [
        ("archive_url", "/{archive_format}{/ref}"), ("assignees_url", "/assignees{/user}"), ("blobs_url", "/git/blobs{/sha}"), ("branches_url", "/branches{/branch}"),
        ("collaborators_url", "/collaborators{/collaborator}"), ("comments_url", "/comments{/number}"), ("commits_url", "/commits{/sha}"), ("compare_url", "/compare/{base}...{head}"),
        ("contents_url", "/contents/{+path}"), ("contributors_url", "/contributors"), ("deployments_url", "/deployments"), ("downloads_url", "/downloads"), ("events_url", "/events"),
        ("forks_url", "/forks"), ("git_commits_url", "/git/commits{/sha}"), ("git_refs_url", "/git/refs{/sha}"), ("git_tags_url", "/git/tags{/sha}"), ("hooks_url", "/hooks"),
        ("issue_comment_url", "/issues/comments{/number}"), ("issue_events_url", "/issues/events{/number}"), ("issues_url", "/issues{/number}"), ("keys_url", "/keys{/key_id}"),
        ("labels_url", "/labels{/name}"), ("languages_url", "/languages"), ("merges_url", "/merges"), ("milestones_url", "/milestones{/number}"),
        ("notifications_url", "/notifications{?since,all,participating}"), ("pulls_url", "/pulls{/number}"), ("releases_url", "/releases{/id}"), ("stargazers_url", "/stargazers"),
        ("statuses_url", "/statuses/{sha}"), ("subscribers_url", "/subscribers"), ("subscription_url", "/subscription"), ("tags_url", "/tags"), ("teams_url", "/teams"), ("trees_url", "/git/trees{/sha}"),
    ];

    // A commit is what its SHA says and never changes.
    private readonly ConcurrentDictionary<long, string> _names = new();

    public static long RepositoryId(long id) => 700_000 + id;

    public static long PullRequestId(long id) => 5_000_000 + id;

    public static long WorkflowId(long repository) => 90_000 + repository;

    public static long RunId(long id) => 8_000_000 + id;

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonNode? Time(DateTimeOffset? at) => at is { } known ? Time(known) : null;

    public JsonObject User(string login)
    {
        var (person, url) = (world.All<Person>().FirstOrDefault(p => p.Login == login), $"{Api}/users/{login}");
        var id = person is not null ? 1_000 + person.Id : login switch { HubLogin => 900, "scm" => 901, "argo" => 902, _ => 903 };
        return new JsonObject
        {
            ["login"] = login,
            ["id"] = id,
            ["node_id"] = Node("U", id),
            ["avatar_url"] = string.Create(CultureInfo.InvariantCulture, $"https://avatars.githubusercontent.com/u/{id}?v=4"),
            ["gravatar_id"] = "",
            ["url"] = url,
            ["html_url"] = $"{Web}/{login}",
            ["followers_url"] = url + "/followers",
            ["following_url"] = url + "/following{/other_user}",
            ["gists_url"] = url + "/gists{/gist_id}",
            ["starred_url"] = url + "/starred{/owner}{/repo}",
            ["subscriptions_url"] = url + "/subscriptions",
            ["organizations_url"] = url + "/orgs",
            ["repos_url"] = url + "/repos",
            ["events_url"] = url + "/events{/privacy}",
            ["received_events_url"] = url + "/received_events",
            ["type"] = person is null ? "Bot" : "User",
            ["site_admin"] = false,
        };
    }

    public JsonObject Repository(Repository repository)
    {
        var (name, at, application) = (NameOf(repository.Id), At(repository.Id), world.Get<Application>(repository.ApplicationId));
        var owner = User(repository.Owner);
        owner["type"] = "Organization";
        var pushed = world.All<Branch>().Where(b => b.RepositoryId == repository.Id).Select(b => (DateTimeOffset?)b.UpdatedAt).Max() ?? repository.CreatedAt;
        var open = world.All<PullRequest>().Count(p => p.RepositoryId == repository.Id && p.State == PullRequestState.Open);
        var form = new JsonObject
        {
            ["id"] = RepositoryId(repository.Id),
            ["node_id"] = Node("R", repository.Id),
            ["name"] = repository.Name,
            ["full_name"] = name,
            ["private"] = true,
            ["owner"] = owner,
            ["html_url"] = $"{Web}/{name}",
            ["description"] = application.Description,
            ["fork"] = false,
            ["url"] = at,
        };
        foreach (var (member, rest) in Addresses)
        {
            form[member] = at + rest;
        }

        form["created_at"] = Time(repository.CreatedAt);
        form["updated_at"] = Time(repository.UpdatedAt > pushed ? repository.UpdatedAt : pushed);
        form["pushed_at"] = Time(pushed);
        form["git_url"] = $"git://github.com/{name}.git";
        form["ssh_url"] = $"git@github.com:{name}.git";
        form["clone_url"] = $"{Web}/{name}.git";
        form["svn_url"] = $"{Web}/{name}";
        form["homepage"] = null;
        form["size"] = world.All<Commit>().Count(c => c.RepositoryId == repository.Id);
        form["language"] = "C#";
        form["has_issues"] = false;
        foreach (var member in new[] { "has_projects", "has_downloads", "has_wiki", "has_pages", "has_discussions", "archived", "disabled" })
        {
            form[member] = false;
        }

        foreach (var member in new[] { "stargazers_count", "watchers_count", "forks_count", "watchers", "forks", "network_count", "subscribers_count" })
        {
            form[member] = 0;
        }

        form["open_issues_count"] = open;
        form["open_issues"] = open;
        form["mirror_url"] = null;
        form["license"] = null;
        form["topics"] = new JsonArray(application.Key);
        form["visibility"] = "private";
        form["default_branch"] = repository.DefaultBranch;
        return form;
    }

    public JsonObject Branch(Branch branch) => new()
    {
        ["name"] = branch.Name,
        ["commit"] = new JsonObject { ["sha"] = branch.Head, ["url"] = $"{At(branch.RepositoryId)}/commits/{branch.Head}" },
        ["protected"] = branch.Name == world.Get<Repository>(branch.RepositoryId).DefaultBranch,
    };

    public JsonObject Tag(CodeRelease release)
    {
        var sha = ShaOf(release.RepositoryId, release.Target) ?? "";
        return new()
        {
            ["name"] = release.Tag,
            ["commit"] = new JsonObject { ["sha"] = sha, ["url"] = $"{At(release.RepositoryId)}/commits/{sha}" },
            ["zipball_url"] = $"{At(release.RepositoryId)}/zipball/refs/tags/{release.Tag}",
            ["tarball_url"] = $"{At(release.RepositoryId)}/tarball/refs/tags/{release.Tag}",
            ["node_id"] = Node("REF", release.Id),
        };
    }

    public JsonObject Commit(Commit commit)
    {
        var (name, at) = (NameOf(commit.RepositoryId), At(commit.RepositoryId));
        var person = world.All<Person>().FirstOrDefault(p => p.Login == commit.Author);
        var author = new JsonObject { ["name"] = person?.Name ?? commit.Author, ["email"] = person?.Email ?? $"{commit.Author}@acme.example", ["date"] = Time(commit.At) };
        return new()
        {
            ["sha"] = commit.Sha,
            ["node_id"] = Node("C", commit.Id),
            ["commit"] = new JsonObject
            {
                ["author"] = author,
                ["committer"] = author.DeepClone(),
                ["message"] = commit.Message,
                ["tree"] = new JsonObject { ["sha"] = TreeOf(commit), ["url"] = $"{at}/git/trees/{TreeOf(commit)}" },
                ["url"] = $"{at}/git/commits/{commit.Sha}",
                ["comment_count"] = 0,
                ["verification"] = new JsonObject { ["verified"] = false, ["reason"] = "unsigned", ["signature"] = null, ["payload"] = null },
            },
            ["url"] = $"{at}/commits/{commit.Sha}",
            ["html_url"] = $"{Web}/{name}/commit/{commit.Sha}",
            ["comments_url"] = $"{at}/commits/{commit.Sha}/comments",
            ["author"] = person is null ? null : User(commit.Author),
            ["committer"] = person is null ? null : User(commit.Author),
            ["parents"] = new JsonArray([.. commit.Parents.Select(p => (JsonNode)new JsonObject { ["sha"] = p, ["url"] = $"{at}/commits/{p}", ["html_url"] = $"{Web}/{name}/commit/{p}" })]),
        };
    }

    /// <summary>A commit as a push tells it.</summary>
    public JsonObject Pushed(Commit commit)
    {
        var person = world.All<Person>().FirstOrDefault(p => p.Login == commit.Author);
        var author = new JsonObject { ["name"] = person?.Name ?? commit.Author, ["email"] = person?.Email ?? $"{commit.Author}@acme.example", ["username"] = commit.Author };
        return new()
        {
            ["id"] = commit.Sha,
            ["tree_id"] = TreeOf(commit),
            ["distinct"] = true,
            ["message"] = commit.Message,
            ["timestamp"] = Time(commit.At),
            ["url"] = $"{Web}/{NameOf(commit.RepositoryId)}/commit/{commit.Sha}",
            ["author"] = author,
            ["committer"] = author.DeepClone(),
            ["added"] = new JsonArray(),
            ["removed"] = new JsonArray(),
            ["modified"] = new JsonArray([.. commit.Files.Select(f => (JsonNode)f)]),
        };
    }

    /// <summary>A pull request as lists tell it; the whole one tells more.</summary>
    public JsonObject PullRequest(PullRequest pull, bool whole)
    {
        var (name, at) = (NameOf(pull.RepositoryId), At(pull.RepositoryId));
        var (url, issue, html) = ($"{at}/pulls/{pull.Number}", $"{at}/issues/{pull.Number}", $"{Web}/{name}/pull/{pull.Number}");
        var repository = Repository(world.Get<Repository>(pull.RepositoryId));
        var merged = pull.State == PullRequestState.Merged;
        var form = new JsonObject
        {
            ["url"] = url,
            ["id"] = PullRequestId(pull.Id),
            ["node_id"] = Node("PR", pull.Id),
            ["html_url"] = html,
            ["diff_url"] = html + ".diff",
            ["patch_url"] = html + ".patch",
            ["issue_url"] = issue,
            ["number"] = pull.Number,
            ["state"] = pull.State == PullRequestState.Open ? "open" : "closed",
            ["locked"] = false,
            ["title"] = pull.Title,
            ["user"] = User(pull.Author),
            ["body"] = pull.Body,
            ["created_at"] = Time(pull.CreatedAt),
            ["updated_at"] = Time(pull.UpdatedAt),
            ["closed_at"] = Time(pull.ClosedAt),
            ["merged_at"] = merged ? Time(pull.ClosedAt) : null,
            ["merge_commit_sha"] = pull.MergeSha,
            ["assignee"] = User(pull.Author),
            ["assignees"] = new JsonArray(User(pull.Author)),
            ["requested_reviewers"] = new JsonArray([.. pull.Reviewers.Select(r => (JsonNode)User(r))]),
            ["requested_teams"] = new JsonArray(),
            ["labels"] = new JsonArray(),
            ["milestone"] = null,
            ["draft"] = pull.Draft,
            ["commits_url"] = url + "/commits",
            ["review_comments_url"] = url + "/comments",
            ["review_comment_url"] = at + "/pulls/comments{/number}",
            ["comments_url"] = issue + "/comments",
            ["statuses_url"] = $"{at}/statuses/{pull.HeadSha}",
            ["head"] = new JsonObject { ["label"] = $"acme:{pull.SourceBranch}", ["ref"] = pull.SourceBranch, ["sha"] = pull.HeadSha, ["user"] = User(pull.Author), ["repo"] = repository },
            ["base"] = new JsonObject { ["label"] = $"acme:{pull.TargetBranch}", ["ref"] = pull.TargetBranch, ["sha"] = pull.BaseSha, ["user"] = User(pull.Author), ["repo"] = repository.DeepClone() },
            ["_links"] = new JsonObject
            {
                ["self"] = Link(url),
                ["html"] = Link(html),
                ["issue"] = Link(issue),
                ["comments"] = Link(issue + "/comments"),
                ["review_comments"] = Link(url + "/comments"),
                ["review_comment"] = Link(at + "/pulls/comments{/number}"),
                ["commits"] = Link(url + "/commits"),
                ["statuses"] = Link($"{at}/statuses/{pull.HeadSha}"),
            },
            ["author_association"] = "MEMBER",
            ["auto_merge"] = null,
            ["active_lock_reason"] = null,
        };
        if (whole)
        {
            var commits = pull.Commits.Select(sha => world.CommitOf(pull.RepositoryId, sha)).OfType<Commit>().ToList();
            form["merged"] = merged;
            form["mergeable"] = pull.State == PullRequestState.Open ? true : null;
            form["rebaseable"] = pull.State == PullRequestState.Open ? true : null;
            form["mergeable_state"] = pull.State == PullRequestState.Open ? "clean" : "unknown";
            form["merged_by"] = merged && pull.ClosedBy is { } by ? User(by) : null;
            form["comments"] = world.All<Remark>().Count(r => r.PullRequestId == pull.Id);
            form["review_comments"] = 0;
            form["maintainer_can_modify"] = false;
            form["commits"] = pull.Commits.Count;
            form["additions"] = commits.Sum(c => c.Additions);
            form["deletions"] = commits.Sum(c => c.Deletions);
            form["changed_files"] = commits.SelectMany(c => c.Files).Distinct(StringComparer.Ordinal).Count();
        }

        return form;
    }

    /// <summary>A pull request in the form of an issue, which it is one of.</summary>
    public JsonObject Issue(PullRequest pull)
    {
        var (name, at) = (NameOf(pull.RepositoryId), At(pull.RepositoryId));
        var (url, html) = ($"{at}/issues/{pull.Number}", $"{Web}/{name}/pull/{pull.Number}");
        return new()
        {
            ["url"] = url,
            ["repository_url"] = at,
            ["labels_url"] = url + "/labels{/name}",
            ["comments_url"] = url + "/comments",
            ["events_url"] = url + "/events",
            ["html_url"] = html,
            ["id"] = 6_000_000 + pull.Id,
            ["node_id"] = Node("PR", pull.Id),
            ["number"] = pull.Number,
            ["title"] = pull.Title,
            ["user"] = User(pull.Author),
            ["labels"] = new JsonArray(),
            ["state"] = pull.State == PullRequestState.Open ? "open" : "closed",
            ["locked"] = false,
            ["assignee"] = null,
            ["assignees"] = new JsonArray(),
            ["milestone"] = null,
            ["comments"] = world.All<Remark>().Count(r => r.PullRequestId == pull.Id),
            ["created_at"] = Time(pull.CreatedAt),
            ["updated_at"] = Time(pull.UpdatedAt),
            ["closed_at"] = Time(pull.ClosedAt),
            ["author_association"] = "MEMBER",
            ["body"] = pull.Body,
            ["pull_request"] = new JsonObject { ["url"] = $"{at}/pulls/{pull.Number}", ["html_url"] = html, ["diff_url"] = html + ".diff", ["patch_url"] = html + ".patch", ["merged_at"] = pull.State == PullRequestState.Merged ? Time(pull.ClosedAt) : null },
        };
    }

    public JsonObject Remark(Remark remark)
    {
        var pull = world.Get<PullRequest>(remark.PullRequestId);
        return new()
        {
            ["id"] = 7_000_000 + remark.Id,
            ["node_id"] = Node("IC", remark.Id),
            ["url"] = $"{At(pull.RepositoryId)}/issues/comments/{7_000_000 + remark.Id}",
            ["html_url"] = $"{Web}/{NameOf(pull.RepositoryId)}/pull/{pull.Number}#issuecomment-{7_000_000 + remark.Id}",
            ["issue_url"] = $"{At(pull.RepositoryId)}/issues/{pull.Number}",
            ["user"] = User(remark.Author),
            ["created_at"] = Time(remark.CreatedAt),
            ["updated_at"] = Time(remark.UpdatedAt),
            ["author_association"] = "MEMBER",
            ["body"] = remark.Text,
        };
    }

    public JsonObject Review(Review review, bool hook = false)
    {
        var pull = world.Get<PullRequest>(review.PullRequestId);
        var (html, url) = ($"{Web}/{NameOf(pull.RepositoryId)}/pull/{pull.Number}#pullrequestreview-{9_000_000 + review.Id}", $"{At(pull.RepositoryId)}/pulls/{pull.Number}");
        var state = review.Verdict switch { ReviewVerdict.Approved => "APPROVED", ReviewVerdict.ChangesRequested => "CHANGES_REQUESTED", _ => "COMMENTED" };
        return new()
        {
            ["id"] = 9_000_000 + review.Id,
            ["node_id"] = Node("PRR", review.Id),
            ["user"] = User(review.Author),
            ["body"] = review.Body,

            // A webhook writes it in small letters.
            ["state"] = hook ? state.ToLowerInvariant() : state,
            ["html_url"] = html,
            ["pull_request_url"] = url,
            ["author_association"] = "MEMBER",
            ["_links"] = new JsonObject { ["html"] = Link(html), ["pull_request"] = Link(url) },
            ["submitted_at"] = Time(review.CreatedAt),
            ["commit_id"] = review.Sha,
        };
    }

    public JsonObject Deployment(CodeDeployment deployment)
    {
        var url = $"{At(deployment.RepositoryId)}/deployments/{deployment.Id}";
        var environment = world.All<DeploymentEnvironment>().FirstOrDefault(e => e.Name == deployment.Environment);
        return new()
        {
            ["url"] = url,
            ["id"] = deployment.Id,
            ["node_id"] = Node("DE", deployment.Id),
            ["task"] = "deploy",
            ["original_environment"] = deployment.Environment,
            ["environment"] = deployment.Environment,
            ["description"] = deployment.Description,
            ["created_at"] = Time(deployment.CreatedAt),
            ["updated_at"] = Time(deployment.UpdatedAt),
            ["statuses_url"] = url + "/statuses",
            ["repository_url"] = At(deployment.RepositoryId),
            ["creator"] = User(deployment.Creator),
            ["sha"] = deployment.Sha,
            ["ref"] = deployment.Ref,
            ["payload"] = JsonNode.Parse(deployment.Payload),
            ["transient_environment"] = false,
            ["production_environment"] = environment?.Kind == EnvironmentKind.Production,
        };
    }

    /// <summary>What became of a deployment, the newest first: what the roll-out that it began tells, and what was reported.</summary>
    public IReadOnlyList<JsonObject> Statuses(CodeDeployment deployment)
    {
        var told = world.All<CodeDeploymentStatus>().Where(s => s.CodeDeploymentId == deployment.Id).Select(s => (s.CreatedAt, Form: Status(deployment, s))).ToList();
        if (deployment.DeploymentId is { } id && world.Find<Deployment>(id) is { } rollOut)
        {
            told.AddRange(RollOut(deployment, rollOut).Select(s => (s.CreatedAt, Status(deployment, s))));
        }

        return [.. told.OrderByDescending(t => t.CreatedAt).Select(t => t.Form)];
    }

    /// <summary>What a roll-out says of the deployment that began it.</summary>
    public static IEnumerable<CodeDeploymentStatus> RollOut(CodeDeployment deployment, Deployment rollOut)
    {
        yield return new() { Id = 1_000_000 + (2 * rollOut.Id), CodeDeploymentId = deployment.Id, State = "in_progress", Creator = rollOut.StartedBy, CreatedAt = rollOut.StartedAt, UpdatedAt = rollOut.StartedAt };
        if (rollOut.FinishedAt is { } ended)
        {
            yield return new() { Id = 1_000_001 + (2 * rollOut.Id), CodeDeploymentId = deployment.Id, State = rollOut.State == RunState.Succeeded ? "success" : "failure", Description = rollOut.State == RunState.Succeeded ? "" : "The roll-out did not succeed.", Creator = rollOut.StartedBy, CreatedAt = ended, UpdatedAt = ended };
        }
    }

    public JsonObject Status(CodeDeployment deployment, CodeDeploymentStatus status)
    {
        var (of, page) = ($"{At(deployment.RepositoryId)}/deployments/{deployment.Id}", $"{Web}/{NameOf(deployment.RepositoryId)}/deployments");
        var form = new JsonObject
        {
            ["url"] = $"{of}/statuses/{status.Id}",
            ["id"] = status.Id,
            ["node_id"] = Node("DES", status.Id),
            ["state"] = status.State,
            ["creator"] = User(status.Creator),
            ["description"] = status.Description,
            ["environment"] = deployment.Environment,
            ["target_url"] = status.LogUrl.Length > 0 ? status.LogUrl : page,
            ["created_at"] = Time(status.CreatedAt),
            ["updated_at"] = Time(status.UpdatedAt),
            ["deployment_url"] = of,
            ["repository_url"] = At(deployment.RepositoryId),
            ["log_url"] = status.LogUrl.Length > 0 ? status.LogUrl : page,
        };
        if (status.EnvironmentUrl.Length > 0)
        {
            form["environment_url"] = status.EnvironmentUrl;
        }

        return form;
    }

    public JsonObject Release(CodeRelease release)
    {
        var (url, html) = ($"{At(release.RepositoryId)}/releases/{release.Id}", $"{Web}/{NameOf(release.RepositoryId)}/releases/tag/{release.Tag}");
        return new()
        {
            ["url"] = url,
            ["assets_url"] = url + "/assets",
            ["upload_url"] = $"https://uploads.github.com/repos/{NameOf(release.RepositoryId)}/releases/{release.Id}/assets{{?name,label}}",
            ["html_url"] = html,
            ["id"] = release.Id,
            ["node_id"] = Node("RE", release.Id),
            ["author"] = User(release.Author),
            ["tag_name"] = release.Tag,
            ["target_commitish"] = release.Target,
            ["name"] = release.Name,
            ["draft"] = release.Draft,
            ["prerelease"] = release.Prerelease,
            ["created_at"] = Time(release.CreatedAt),
            ["updated_at"] = Time(release.UpdatedAt),
            ["published_at"] = release.Draft ? null : Time(release.CreatedAt),
            ["assets"] = new JsonArray(),
            ["tarball_url"] = $"{At(release.RepositoryId)}/tarball/{release.Tag}",
            ["zipball_url"] = $"{At(release.RepositoryId)}/zipball/{release.Tag}",
            ["body"] = release.Body,
        };
    }

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

    /// <summary>A status of a commit: Jenkins reports each build that it begins and ends.</summary>
    public JsonObject CommitStatus(Build build)
    {
        var at = At(build.RepositoryId);
        var state = build.State switch { RunState.Queued or RunState.Running => "pending", RunState.Succeeded => "success", RunState.Aborted => "error", _ => "failure" };
        var id = 3_000_000 + build.Id;
        return new()
        {
            ["url"] = $"{at}/statuses/{build.Sha}",
            ["avatar_url"] = "https://avatars.githubusercontent.com/u/901?v=4",
            ["id"] = id,
            ["node_id"] = Node("SC", id),
            ["state"] = state,
            ["description"] = state == "pending" ? "The build is under way." : $"The build ended: {state}.",
            ["target_url"] = Jenkins.JenkinsForms.UrlOf(world.Get<Repository>(build.RepositoryId), build),
            ["context"] = "continuous-integration/jenkins/branch",
            ["created_at"] = Time(build.CreatedAt),
            ["updated_at"] = Time(build.UpdatedAt),
            ["creator"] = User("scm"),
        };
    }

    /// <summary>SHA that a branch, tag or SHA means; null where there is none.</summary>
    public string? ShaOf(long repository, string reference)
    {
        var name = reference.StartsWith("refs/heads/", StringComparison.Ordinal) ? reference["refs/heads/".Length..] : reference;
        return world.BranchOf(repository, name)?.Head
            ?? world.CommitOf(repository, reference)?.Sha
            ?? world.All<Artifact>().LastOrDefault(a => a.Tag == reference && world.Get<Build>(a.BuildId).RepositoryId == repository)?.Sha
            ?? (world.All<CodeRelease>().LastOrDefault(r => r.RepositoryId == repository && r.Tag == reference && r.Target != reference) is { } release ? ShaOf(repository, release.Target) : null);
    }

    /// <summary>Address of a repository in the API.</summary>
    public string At(long repository) => $"{Api}/repos/{NameOf(repository)}";

    private static (string Status, string? Conclusion) StateOf(Build build) => build.State switch
    {
        RunState.Queued => ("queued", null),
        RunState.Running => ("in_progress", null),
        RunState.Succeeded => ("completed", "success"),
        RunState.Aborted => ("completed", "cancelled"),
        _ => ("completed", "failure"),
    };

    private string NameOf(long repository) => _names.GetOrAdd(repository, id => world.Get<Repository>(id) is var found ? $"{found.Owner}/{found.Name}" : "");

    // The world keeps no files: what a commit holds is named after the commit.
    private static string TreeOf(Commit commit) => new([.. commit.Sha.Reverse()]);

    private static JsonObject Link(string href) => new() { ["href"] = href };

    private static string Node(string kind, long id) => Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}_{id}")));
}
