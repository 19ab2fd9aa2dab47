using System.Text.Json.Nodes;
using Acme.Company.World;
using Acme.Company.World.Deeds;
using Plutora.Integration.Connectors.ServiceNow;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Company.Tests.Tools;

/// <summary>The stand-in of ServiceNow, read and changed by the shipped connector.</summary>
public sealed class ServiceNowStandInTests
{
    [Fact]
    public async Task The_shipped_connector_reads_everything_that_the_company_has_in_ServiceNow_and_changes_it_by_its_rules()
    {
        await using var tools = await ToolsAtWork.StartAsync(new ServiceNowConnector(), "servicenow");
        var (world, check) = (tools.World, await tools.Instance.CheckAsync(TestContext.Current.CancellationToken));
        Assert.True(check.Succeeded, check.Message);
        var incidents = await tools.ReadAsync("incident");
        Assert.Equal(world.All<Incident>().Select(i => i.Number).Order(StringComparer.Ordinal), incidents.Values.Select(i => i["number"]!["value"]!.ToString()).Order(StringComparer.Ordinal));
        var changes = await tools.ReadAsync("change-request");
        Assert.Equal(world.Count<ChangeRequest>(), changes.Count);
        Assert.Equal(world.All<Incident>().Sum(i => i.History.Count) + world.All<ChangeRequest>().Sum(c => c.History.Count), (await tools.ReadAsync("audit")).Values.Sum(h => h["rows"]!.AsArray().Count));
        Assert.Equal(world.Count<Person>() + 1, (await tools.ReadAsync("user")).Count);
        Assert.Equal(world.Count<Team>(), (await tools.ReadAsync("group")).Count);
        Assert.Equal(world.Count<Person>(), (await tools.ReadAsync("group-member")).Count);
        Assert.Equal(world.Count<Application>(), (await tools.ReadAsync("application")).Count);
        Assert.Empty(await tools.ReadAsync("problem"));

        var team = world.All<Team>().First();
        var made = await tools.ActAsync("create-ticket", new() { ["title"] = "The till is down", ["priority"] = "high" }, container: team.Name);
        var incident = world.All<Incident>().Single(i => i.Number == made["key"]!.ToString());
        Assert.Equal((team.Id, 2), (incident.TeamId, incident.Priority));
        await tools.ActAsync("transition", new() { ["state"] = "In Progress", ["comment"] = "On it." }, "incident", made["id"]!.ToString());
        await tools.ActAsync("close-ticket", new() { ["comment"] = "It was the cable." }, "incident", made["id"]!.ToString());
        incident = world.Get<Incident>(incident.Id);
        Assert.Equal((IncidentState.Closed, "Solution provided", "It was the cable."), (incident.State, incident.CloseCode, incident.CloseNotes));
        Assert.Equal("On it.", Assert.Single(incident.Notes).Text);

        var asked = await tools.ActAsync("create-change", new() { ["title"] = "A new till", ["kind"] = "normal", ["plannedStart"] = "2026-06-02T22:00:00Z" }, container: team.Name);
        var change = world.All<ChangeRequest>().Single(c => c.Number == asked["key"]!.ToString());
        Assert.Equal(new DateTimeOffset(2026, 6, 2, 22, 0, 0, TimeSpan.Zero), change.PlannedStart);
        world.Move(change.Id, ChangeState.Authorize, "acme.admin");
        await tools.ActAsync("approve-change", new() { ["comment"] = "Go." }, "change-request", asked["id"]!.ToString());
        Assert.Equal((ChangeState.Scheduled, "plutora"), (world.Get<ChangeRequest>(change.Id).State, world.Get<ChangeRequest>(change.Id).ApprovedBy));

        // Closed without a reason it is not.
        var refused = await Assert.ThrowsAsync<ConnectorException>(() => tools.ActAsync("transition", new JsonObject { ["state"] = "Closed" }, "change-request", asked["id"]!.ToString()));
        Assert.Contains("mandatory", refused.Message, StringComparison.Ordinal);
        await tools.ActAsync("close-ticket", new() { ["resolution"] = "Unsuccessful", ["comment"] = "Not needed." }, "change-request", asked["id"]!.ToString());
        Assert.Equal("unsuccessful", world.Get<ChangeRequest>(change.Id).CloseCode);
    }
}
