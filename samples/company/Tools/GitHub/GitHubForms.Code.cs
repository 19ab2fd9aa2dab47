using System.Text.Json.Nodes;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Tools.GitHub;

/// <content>Repositories and what lies in them.</content>
internal sealed partial class GitHubForms
{
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

    // The world keeps no files: what a commit holds is named after the commit.
    private static string TreeOf(Commit commit) => new([.. commit.Sha.Reverse()]);
}
