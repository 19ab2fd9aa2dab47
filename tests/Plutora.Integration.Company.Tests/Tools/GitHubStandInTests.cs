using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Acme.Company.Hosting;
using Acme.Company.Tools.GitHub;
using Acme.Company.World;
using Acme.Company.World.Deeds;
using Plutora.Integration.Connectors.GitHub;
using Plutora.Integration.Tests;

namespace Plutora.Integration.Company.Tests.Tools;

/// <summary>The stand-in of GitHub, read by the shipped connector and held against GitHub's own description.</summary>
public sealed class GitHubStandInTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_shipped_connector_reads_everything_that_the_company_has_in_GitHub()
    {
        await using var tools = await ToolsAtWork.StartAsync(new GitHubConnector(), "github");
        var (world, check) = (tools.World, await tools.Instance.CheckAsync(Ct));
        Assert.True(check.Succeeded, check.Message);
        Assert.Equal(world.All<Repository>().Select(r => $"acme/{r.Name}").Order(StringComparer.Ordinal), (await tools.ReadAsync("repository")).Values.Select(r => r["full_name"]!.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(world.Count<Branch>(), (await tools.ReadAsync("branch")).Count);
        var reachable = world.All<Repository>().SelectMany(r => world.Since(r.Id, world.BranchOf(r.Id, r.DefaultBranch)!.Head, null)).Select(c => c.Sha);
        Assert.Equal(reachable.Order(StringComparer.Ordinal), (await tools.ReadAsync("commit")).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(world.Count<PullRequest>(), (await tools.ReadAsync("pull-request")).Count);
        Assert.Equal(world.Count<Review>(), (await tools.ReadAsync("review")).Count);
        var heads = world.All<PullRequest>().Select(p => p.HeadSha).Concat(world.All<Branch>().Select(b => b.Head)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(world.All<Build>().Count(b => heads.Contains(b.Sha)), (await tools.ReadAsync("status")).Count);
        foreach (var empty in new[] { "tag", "issue", "issue-event", "milestone", "workflow-run", "workflow-job", "check-run", "deployment", "deployment-status", "release", "code-scanning-alert", "dependabot-alert" })
        {
            Assert.Empty(await tools.ReadAsync(empty));
        }
    }

    [Fact]
    public async Task What_it_is_asked_and_answers_is_as_GitHub_describes_it_and_what_it_is_asked_to_do_changes_the_company()
    {
        Prism? prism = null;
        await using var tools = await ToolsAtWork.StartAsync(new GitHubConnector(), "github", async address =>
        {
            prism = await Prism.ProxyAsync(Path.Combine(Shared.Folder("openapi"), "github.json"), address.AbsoluteUri.TrimEnd('/'), Ct);
            return prism.Http.BaseAddress!;
        });
        await using var described = prism!;
        var (world, http) = (tools.World, described.Http);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new GitHubTool(world).Instance(http.BaseAddress!).Secrets["token"]);
        http.DefaultRequestHeaders.UserAgent.ParseAdd("tests");
        var repository = world.All<Repository>().First(r => world.All<Artifact>().Any(a => a.ApplicationId == r.ApplicationId));
        var (root, main) = ($"/repos/{repository.Owner}/{repository.Name}", world.BranchOf(repository.Id, repository.DefaultBranch)!);
        world.Push(new Commit { RepositoryId = repository.Id, Sha = "", At = default, Message = "SHOP-1 One more", Author = world.All<Person>().First().Login, Branch = "feature/SHOP-1-more" });
        var open = world.OpenPullRequest(repository.Id, "feature/SHOP-1-more", "SHOP-1 One more", "", world.All<Person>().First().Login, [], null);
        string[] read = ["/orgs/acme/repos", root, "/branches", "/commits?per_page=5", $"/commits/{main.Head}/statuses", "/pulls?state=all&sort=updated&direction=desc&per_page=5", $"/pulls/{open.Number}", $"/pulls/{world.All<PullRequest>().First(p => p.RepositoryId == repository.Id).Number}/reviews", "/issues/events", "/milestones?state=all", "/actions/workflows", "/actions/runs", "/releases"];
        foreach (var path in read)
        {
            Assert.NotNull(await AnswerAsync(await http.GetAsync(path.StartsWith("/orgs", StringComparison.Ordinal) || path == root ? path : root + path, Ct)));
        }

        Assert.True((await AnswerAsync(await http.PostAsJsonAsync($"{root}/issues/{open.Number}/comments", new { body = "Said" }, Ct)))!["id"]!.GetValue<long>() > 0);
        Assert.Equal("Said", Assert.Single(world.All<Remark>()).Text);
        Assert.Equal(HttpStatusCode.Conflict, (await http.PutAsJsonAsync($"{root}/pulls/{open.Number}/merge", new { sha = main.Head, merge_method = "merge" }, Ct)).StatusCode);
        Assert.True((await AnswerAsync(await http.PutAsJsonAsync($"{root}/pulls/{open.Number}/merge", new { sha = open.HeadSha, merge_method = "merge" }, Ct)))!["merged"]!.GetValue<bool>());
        Assert.Equal((PullRequestState.Merged, "plutora"), (world.Get<PullRequest>(open.Id).State, world.Get<PullRequest>(open.Id).ClosedBy));

        using var dispatched = await http.PostAsJsonAsync($"{root}/actions/workflows/build.yml/dispatches", new { @ref = "main" }, Ct);
        Assert.True(dispatched.IsSuccessStatusCode, await dispatched.Content.ReadAsStringAsync(Ct));
        var run = Assert.Single(world.All<WorkflowRun>());
        Assert.Equal(("main", "plutora"), (world.Get<Build>(run.BuildId).Branch, world.Get<Build>(run.BuildId).StartedBy));
        Assert.Equal(1, (await AnswerAsync(await http.GetAsync($"{root}/actions/runs", Ct)))!["total_count"]!.GetValue<int>());

        var artifact = world.All<Artifact>().Last(a => a.ApplicationId == repository.ApplicationId);
        var environment = world.All<DeploymentEnvironment>().First(e => e.Kind == EnvironmentKind.Test);
        var before = world.Count<Deployment>();
        var deployment = (await AnswerAsync(await http.PostAsJsonAsync($"{root}/deployments", new { @ref = artifact.Sha, environment = environment.Name, auto_merge = false, required_contexts = Array.Empty<string>() }, Ct)))!["id"]!.GetValue<long>();
        Assert.Equal((before + 1, artifact.Id), (world.Count<Deployment>(), world.All<Deployment>().Last().ArtifactId));
        Assert.Equal("in_progress", (await AnswerAsync(await http.GetAsync($"{root}/deployments/{deployment}/statuses", Ct)))![0]!["state"]!.ToString());
        await AnswerAsync(await http.PostAsJsonAsync($"{root}/deployments/{deployment}/statuses", new { state = "success", description = "Looked at" }, Ct));
        Assert.Equal("Looked at", Assert.Single(world.All<CodeDeploymentStatus>()).Description);

        await AnswerAsync(await http.PostAsJsonAsync($"{root}/releases", new { tag_name = "v1", target_commitish = "main", name = "One", body = "All of it", draft = false, prerelease = false }, Ct));
        Assert.Equal("One", Assert.Single(world.All<CodeRelease>()).Name);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await http.PostAsJsonAsync($"{root}/releases", new { tag_name = "v1" }, Ct)).StatusCode);
    }

    [Fact]
    public async Task What_did_not_change_is_not_told_again_and_who_asks_too_much_is_told_when_to_come_back()
    {
        var world = new CompanyWorld(TimeProvider.System);
        var tool = new GitHubTool(world, new(3, TimeSpan.FromHours(1), TimeProvider.System));
        await using var host = await CompanyHost.StartAsync(world, [tool], 0, Ct);
        using var http = new HttpClient { BaseAddress = host.AddressOf("github") };
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("user", Ct)).StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tool.Instance(http.BaseAddress).Secrets["token"]);
        using var first = await http.GetAsync("user", Ct);
        using var again = new HttpRequestMessage(HttpMethod.Get, "user");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await http.SendAsync(again, Ct)).StatusCode);
        using var refused = await http.GetAsync("user", Ct);
        Assert.Equal((HttpStatusCode.Forbidden, "0"), (refused.StatusCode, Assert.Single(refused.Headers.GetValues("X-RateLimit-Remaining"))));
        Assert.Contains("rate limit exceeded", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private static async Task<JsonNode?> AnswerAsync(HttpResponseMessage answer)
    {
        using var given = answer;
        var text = await given.Content.ReadAsStringAsync(Ct);
        Assert.True(given.IsSuccessStatusCode, $"{given.RequestMessage!.Method} {given.RequestMessage.RequestUri!.PathAndQuery}: {(int)given.StatusCode} {text[..Math.Min(1_000, text.Length)]}");
        return JsonNode.Parse(text);
    }
}
