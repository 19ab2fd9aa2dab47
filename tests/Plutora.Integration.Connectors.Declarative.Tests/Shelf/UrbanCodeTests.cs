using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf;

/// <summary>The UrbanCode Deploy connector with real answers.</summary>
public sealed class UrbanCodeTests : IAsyncDisposable
{
    private const string Application = "ad88482e-3577-44cd-a6d8-00056062260b";

    private readonly Bench _bench = new();

    // A moment passes between requests, so that none waits for its pace.
    public UrbanCodeTests() => _bench.Time.AutoAdvanceAmount = TimeSpan.FromSeconds(1);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Applications_their_environments_and_what_is_in_them_come_out_as_entities()
    {
        _bench.Answer("/cli/application", ShelfFolder.Payload("urbancode", "collector-application.json"));
        _bench.Answer("/cli/application/environmentsInApplication", "[]");
        _bench.Answer("/cli/application/environmentsInApplication", ShelfFolder.Payload("urbancode", "collector-environments.json"), ("application", Application));
        _bench.Server.Given(Request.Create().WithPath("/cli/environment/*")).AtPriority(20).RespondWith(Response.Create().WithBody("[]"));
        _bench.Answer("/cli/environment/e32de740-160b-4ffb-a63f-0690607d9903/latestDesiredInventory", ShelfFolder.Payload("urbancode", "collector-inventory.json"));
        var instance = Open();

        Assert.Equal("UrbanCode Deploy shows 2 applications.", (await instance.CheckAsync(TestContext.Current.CancellationToken)).Message);
        Assert.Equal(2, (await Mapped.ReadAsync("urbancode", instance, "application")).Count("application"));
        var environments = await Mapped.ReadAsync("urbancode", instance, "environment");
        Assert.Equal(6, environments.Count("environment"));
        Assert.All(environments.About, e => Assert.Equal($"test/application/{Application}", environments[e]["application"]!["id"]!.ToString()));
        var inventory = await Mapped.ReadAsync("urbancode", instance, "inventory");
        Assert.Equal(2, inventory.Count("configuration-item"));
        Assert.Equal(["changes", "changes"], inventory.Links);
        Assert.Equal("Basic YW5uOnMzY3JldA==", _bench.Server.LogEntries[0].RequestMessage!.Headers!["Authorization"].Single());
    }

    [Fact]
    public async Task Components_versions_snapshots_processes_resources_agents_and_teams_become_entities()
    {
        string[] lists = ["docs-component-get.json", "collector-resources.json"];
        _bench.Answer("/cli/component", ShelfFolder.Payload("urbancode", lists[0]));
        _bench.Server.Given(Request.Create().WithPath("/cli/component/versions")).AtPriority(20).RespondWith(Response.Create().WithBody("[]"));
        var component = JsonNode.Parse(ShelfFolder.Payload("urbancode", lists[0]))![0]!;
        _bench.Answer("/cli/component/versions", ShelfFolder.Payload("urbancode", "docs-component-versions-get.json"), ("component", component["id"]!.ToString()), ("numResults", "50"));
        _bench.Answer("/cli/application", """[{"id":"c8a45972-da39-4450-87f0-21fae710e0f5","name":"JPetStore"}]""");
        _bench.Answer("/cli/application/snapshotsInApplication", $"[{ShelfFolder.Payload("urbancode", "docs-env-snapshot-get.json")}]");
        _bench.Answer("/rest/deploy/application/c8a45972-da39-4450-87f0-21fae710e0f5/processes/false", $"[{ShelfFolder.Payload("urbancode", "docs-applicationprocess-info-get.json")}]");
        _bench.Answer("/cli/resource", ShelfFolder.Payload("urbancode", lists[1]));
        _bench.Answer("/cli/agentCLI", $"[{ShelfFolder.Payload("urbancode", "docs-agentcli-info-get.json")}]");
        _bench.Answer("/cli/team", """[{"id":"769c2486-ed40-4a3a-ac52-faa33d30cfd5","name":"MyNewTeam"}]""");
        _bench.Answer("/cli/team/info", ShelfFolder.Payload("urbancode", "docs-team-info-get.json"), ("team", "769c2486-ed40-4a3a-ac52-faa33d30cfd5"));
        var instance = Open();

        var components = await Mapped.ReadAsync("urbancode", instance, "component");
        Assert.True(components.Count("configuration-item") > 0);
        var versions = await Mapped.ReadAsync("urbancode", instance, "version");
        Assert.Equal(2, versions.Count("artifact"));
        Assert.Equal(["belongs-to", "belongs-to"], versions.Links);
        Assert.Equal(component["name"]!.ToString(), versions[versions.About[0]]["name"]!.ToString());
        Assert.Equal(1, (await Mapped.ReadAsync("urbancode", instance, "snapshot")).Count("release"));
        var process = await Mapped.ReadAsync("urbancode", instance, "application-process");
        Assert.Equal("test/application/c8a45972-da39-4450-87f0-21fae710e0f5", process[process.About.Single()]["application"]!["id"]!.ToString());
        Assert.True((await Mapped.ReadAsync("urbancode", instance, "resource")).Count("configuration-item") > 0);
        Assert.Equal(1, (await Mapped.ReadAsync("urbancode", instance, "agent")).Count("configuration-item"));
        Assert.Equal(3, (await Mapped.ReadAsync("urbancode", instance, "team")).Mentions.Count);
    }

    [Fact]
    public async Task Deployments_are_asked_for_since_the_last_and_their_steps_are_those_of_the_recent_ones()
    {
        var requests = ShelfFolder.Payload("urbancode", "docs-applicationprocessrequest-get.json");
        _bench.Answer("/cli/applicationProcessRequest", "[]");
        _bench.Answer("/cli/applicationProcessRequest", requests, ("startIndex", "0"));
        _bench.Answer("/cli/applicationProcessRequest/3bc33fb8-98a6-4a24-a97b-d6e4b4b541a3", ShelfFolder.Payload("urbancode", "docs-applicationprocessrequest-request-get.json"));
        _bench.Server.Given(Request.Create().WithPath("/cli/applicationProcessRequest/*")).AtPriority(20).RespondWith(Response.Create().WithStatusCode(404));
        var instance = Open();

        var read = await Bench.ReadAsync(instance, "application-process-request");
        var deployments = await Mapped.OfAsync("urbancode", read.SelectMany(p => p.Records));
        Assert.Equal(2, deployments.Count("deployment"));
        Assert.All(deployments.About, d => Assert.Equal("success", deployments[d]["outcome"]!.ToString()));
        await Bench.ReadAsync(instance, "application-process-request", read[^1].Cursor);
        Assert.Contains(_bench.Asked, a => a.Contains("startedAfter=1471535228000", StringComparison.Ordinal));

        Assert.Equal(4, (await Mapped.ReadAsync("urbancode", instance, "process-trace")).Count("task-run"));
    }

    [Fact]
    public async Task A_deployment_is_requested_watched_and_settled_by_the_actions_id()
    {
        _bench.Server.Given(Request.Create().WithPath("/cli/applicationProcessRequest/request").UsingPut()).RespondWith(Response.Create().WithBody(ShelfFolder.Payload("urbancode", "docs-applicationprocessrequest-request-put.json")));
        _bench.Answer("/cli/applicationProcessRequest", """[{"id":"r1","description":"Friday (a1)"},{"id":"r2","description":""}]""");
        _bench.Answer("/cli/application/info", ShelfFolder.Payload("urbancode", "docs-application-info-get.json"));
        var instance = Open();
        var asked = new ActionRequest { ActionId = "a1", Action = "deploy", Target = Application, TargetStream = "application", Arguments = JsonElement.Parse("""{"process":"Deploy","environment":"PROD","components":[{"component":"APP","version":"latest"}],"comment":"Friday"}""") };

        Assert.Equal("Process Deploy of JPetStore would run in PROD.", (await instance.PreviewAsync(asked, TestContext.Current.CancellationToken)).Summary);
        var requested = await instance.ExecuteAsync(asked, TestContext.Current.CancellationToken);
        Assert.Equal((true, new RecordName("application-process-request", "f7e7b00d-8ea6-4a95-ad74-0ff853125232")), (requested.Running, requested.WatchRecord));
        Assert.Equal(
            $$$"""{"application":"{{{Application}}}","applicationProcess":"Deploy","environment":"PROD","versions":[{"component":"APP","version":"latest"}],"onlyChanged":"true","description":"Friday (a1)"}""",
            _bench.Server.LogEntries[^1].RequestMessage!.Body);
        Assert.Equal("r1", (await instance.SettleAsync(asked, TestContext.Current.CancellationToken)).Result!.Values.GetProperty("id").GetString());
        Assert.Equal(SettlementOutcome.NotDone, (await instance.SettleAsync(asked with { ActionId = "a9" }, TestContext.Current.CancellationToken)).Outcome);
    }

    private ConnectorInstance Open() => _bench.Open(ShelfFolder.Connector("urbancode"), new JsonObject { ["address"] = _bench.Server.Url!, ["user"] = "ann", ["password"] = "s3cret" });
}
