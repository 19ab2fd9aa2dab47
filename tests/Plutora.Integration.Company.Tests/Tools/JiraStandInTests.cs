using System.Text.Json.Nodes;
using Acme.Company.World;
using Plutora.Integration.Connectors.Jira;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Tests;

namespace Plutora.Integration.Company.Tests.Tools;

/// <summary>The stand-in of Jira, read and changed by the shipped connector.</summary>
public sealed class JiraStandInTests
{
    [Fact]
    public async Task The_shipped_connector_reads_everything_that_the_company_has_in_Jira()
    {
        await using var tools = await ToolsAtWork.StartAsync(new JiraConnector(), "jira");
        var (world, check) = (tools.World, await tools.Instance.CheckAsync(TestContext.Current.CancellationToken));
        Assert.True(check.Succeeded, check.Message);
        var issues = await tools.ReadAsync("issue");
        Assert.Equal(world.All<WorkItem>().Select(w => w.Key).Order(StringComparer.Ordinal), issues.Values.Select(i => i["key"]!.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(issues.Keys.Order(StringComparer.Ordinal), (await tools.ReadAsync("issue", ReadMode.FullScan)).Keys.Order(StringComparer.Ordinal));
        var changes = await tools.ReadAsync("issue-changelog");
        Assert.Equal(world.All<WorkItem>().Sum(w => w.History.Count) + world.Count<RemoteLink>(), changes.Values.Sum(c => c["changeHistories"]!.AsArray().Count));
        Assert.Equal(world.Count<Team>(), (await tools.ReadAsync("project")).Count);
        Assert.Equal(world.Count<ProductVersion>(), (await tools.ReadAsync("version")).Count);
        Assert.Equal(world.Count<Team>(), (await tools.ReadAsync("board")).Count);
        Assert.Equal(world.Count<Sprint>(), (await tools.ReadAsync("sprint")).Count);
        Assert.Equal(world.Count<Person>(), (await tools.ReadAsync("user")).Count);
        Assert.Equal(world.Count<Worklog>(), (await tools.ReadAsync("worklog")).Count);
        Assert.Equal(world.Count<RemoteLink>(), (await tools.ReadAsync("remote-link")).Count);
    }

    [Fact]
    public async Task What_is_asked_of_it_and_what_it_answers_is_as_Atlassian_describes_it_and_actions_change_the_company()
    {
        Prism? prism = null;
        await using var tools = await ToolsAtWork.StartAsync(new JiraConnector(), "jira", async address =>
        {
            prism = await Prism.ProxyAsync(Path.Combine(Shared.Folder("openapi"), "jira-cloud.json"), address.AbsoluteUri.TrimEnd('/'), TestContext.Current.CancellationToken);
            return prism.Http.BaseAddress!;
        });
        await using var described = prism!;

        // The description at hand is cut: it holds no worklogs, no boards and sprints, and calls the list of remote links a single one.
        foreach (var stream in new[] { "issue", "issue-changelog", "project", "version", "user" })
        {
            Assert.NotEmpty(await tools.ReadAsync(stream));
        }

        var (world, team) = (tools.World, tools.World.All<Team>().First());
        var person = world.All<Person>().First();
        var created = await tools.ActAsync("create-ticket", new() { ["title"] = "Asked for", ["description"] = "Two\n\nparagraphs", ["assignee"] = person.Email, ["priority"] = "High", ["labels"] = new JsonArray("a") }, container: team.Key);
        var item = world.All<WorkItem>().Single(w => w.Key == created["key"]!.ToString());
        Assert.Equal(("Asked for", "Two\nparagraphs", person.Login, 2), (item.Title, item.Description, item.Assignee, item.Priority));
        var id = created["id"]!.ToString();
        await tools.ActAsync("comment", new() { ["text"] = "Said" }, "issue", id);
        await tools.ActAsync("transition", new() { ["state"] = "In Review", ["comment"] = "Moved" }, "issue", id);
        await tools.ActAsync("set-fix-version", new() { ["version"] = world.All<ProductVersion>().First().Name }, "issue", id);
        await tools.ActAsync("close-ticket", new() { ["resolution"] = "Won't Do" }, "issue", id);
        item = world.Get<WorkItem>(item.Id);
        Assert.Equal((WorkState.Done, "Won't Do", 2), (item.State, item.Resolution, item.Comments));
        Assert.Equal([WorkState.InReview, WorkState.Done], item.History.Select(h => h.To));
        Assert.Equal([world.All<ProductVersion>().First().Id], item.FixVersionIds);
    }
}
