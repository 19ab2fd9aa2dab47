using System.Text.Json;
using System.Text.Json.Nodes;
using Acme.Company.World;
using Plutora.Integration.Connectors.TestRail;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Company.Tests.Tools;

/// <summary>The stand-in of TestRail, read and changed by the shipped connector.</summary>
public sealed class TestRailStandInTests
{
    [Fact]
    public async Task The_shipped_connector_reads_everything_that_the_company_has_in_TestRail_and_runs_tests_there()
    {
        await using var tools = await ToolsAtWork.StartAsync(new TestRailConnector(), "testrail");
        var (world, check) = (tools.World, await tools.Instance.CheckAsync(TestContext.Current.CancellationToken));
        Assert.True(check.Succeeded, check.Message);
        Assert.Equal(world.Count<Team>(), (await tools.ReadAsync("project")).Count);
        Assert.Equal(world.Count<Person>(), (await tools.ReadAsync("user")).Count);
        var cases = world.All<TestCase>().Where(c => c.Kind is TestKind.Manual or TestKind.EndToEnd).ToList();
        Assert.Equal(cases.Count, (await tools.ReadAsync("case")).Count);
        var runs = world.All<TestRun>().Where(r => r.Kind is TestKind.Manual or TestKind.EndToEnd).ToList();
        var told = await tools.ReadAsync("run");
        Assert.Equal(runs.Count, told.Count);
        Assert.Equal(runs.Sum(r => r.CaseIds.Count), (await tools.ReadAsync("test")).Count);
        Assert.Equal(runs.Sum(r => r.Results.Count), (await tools.ReadAsync("result")).Count);
        var acceptance = runs.First(r => r.Kind == TestKind.Manual);
        Assert.Equal(world.Get<WorkItem>(world.Get<TestCase>(acceptance.CaseIds[0]).WorkItemId!.Value).Key, told[$"{acceptance.Id}"]["refs"]!.ToString());

        var made = await tools.ActAsync("create-test-run", new() { ["title"] = "Smoke", ["cases"] = new JsonArray($"C{cases[0].Id}") }, container: world.All<Team>().First().Name);
        var run = world.All<TestRun>().Last();
        Assert.Equal(($"{run.Id}", "Smoke", cases[0].Id), (made["id"]!.ToString(), run.Name, Assert.Single(run.CaseIds)));
        var results = new JsonObject { ["results"] = new JsonArray(new JsonObject { ["case"] = $"C{cases[0].Id}", ["status"] = "failed", ["comment"] = "It is empty." }) };
        await tools.Instance.ExecuteAsync(new ActionRequest { ActionId = "act-2", Action = "add-results", Target = $"{run.Id}", TargetStream = "run", Arguments = JsonElement.Parse(results.ToJsonString()) }, TestContext.Current.CancellationToken);
        Assert.Equal((TestOutcome.Failed, "It is empty."), (Assert.Single(world.Get<TestRun>(run.Id).Results).Outcome, world.Get<TestRun>(run.Id).Results[0].Message));
        await tools.ActAsync("close-run", [], "run", $"{run.Id}");
        Assert.Equal(RunState.Failed, world.Get<TestRun>(run.Id).State);
        Assert.Empty(await tools.ReadAsync("plan"));
    }
}
