using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf;

/// <summary>The shelf's connectors over real HTTP, with the real records of their tools.</summary>
public sealed class ShelfTests : IAsyncDisposable
{
    private readonly Bench _bench = new();

    public static TheoryData<string> Ids => [.. ShelfFolder.Ids];

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_document_has_no_fault_is_named_like_its_folder_and_comes_with_a_readme(string id)
    {
        var document = ConnectorDocument.Read(File.ReadAllText(Path.Combine(ShelfFolder.Of(id), ConnectorDocument.FileName)), id);

        Assert.Empty(document.Faults.Select(f => f.ToString()));
        Assert.Equal(id, document.Descriptor!.Id);
        Assert.True(File.Exists(Path.Combine(ShelfFolder.Of(id), "README.md")));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void There_is_no_mapping_without_a_stream(string id)
    {
        var mappings = Path.Combine(ShelfFolder.Of(id), "mappings");
        Assert.SkipUnless(Directory.Exists(mappings), "The connector has no mappings yet.");

        Assert.Empty(Directory.GetFiles(mappings, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Except(ShelfFolder.Connector(id).Descriptor.Streams.Select(s => s.Id)));
    }

    [Fact]
    public async Task Sonarqube_tells_issues_and_hotspots_of_each_project_down_to_the_bound()
    {
        var (issues, hotspots) = (ShelfFolder.Records("sonarqube", "issue.jsonl"), ShelfFolder.Records("sonarqube", "hotspot.jsonl"));
        _bench.Answer("/api/components/search_projects", """{"paging":{"total":2},"components":[{"key":"shop","name":"Shop"},{"key":"other","name":"Other"}]}""");
        _bench.Answer("/api/issues/search", $$"""{"paging":{"total":{{issues.Count}}},"issues":[{{string.Join(',', issues)}}]}""", ("componentKeys", "shop"));
        _bench.Answer("/api/issues/search", 400, """{"errors":[{"msg":"Can return only the first 10000 results. 10500th result asked."}]}""", ("componentKeys", "other"));
        _bench.Answer("/api/hotspots/search", $$"""{"paging":{"total":1},"hotspots":[{{hotspots[0]}}]}""");
        var instance = Open("sonarqube", """{"token":"s3cret"}""");

        var pages = await Bench.ReadAsync(instance, "issue");
        Assert.Equal(issues, pages.SelectMany(p => p.Records).Select(r => Bench.Text(r.Json)));
        Assert.All(pages.SelectMany(p => p.Records), r => Assert.NotNull(r.Version));
        var findings = await Mapped.OfAsync("sonarqube", pages.SelectMany(p => p.Records));
        Assert.Equal(issues.Count, findings.Count("finding"));
        Assert.Equal(("quality", "high"), (findings["finding/AYYrCDQwCVdTZLqEeJtx"]["kind"]!.ToString(), findings["finding/AYYrCDQwCVdTZLqEeJtx"]["severity"]!.ToString()));
        Assert.Equal("Basic czNjcmV0Og==", _bench.Server.LogEntries[0].RequestMessage!.Headers!["Authorization"].Single());
        Assert.Empty(Bench.Ids(await Bench.ReadAsync(instance, "issue", new(1, """{"marks":{"shop":"2030-01-01T00:00:00Z"}}"""))));
        Assert.Equal("2022-12-21T08:30:43Z", Assert.Single((await Bench.ReadAsync(instance, "hotspot"))[0].Records).Version);
        Assert.Equal(1, (await Mapped.ReadAsync("sonarqube", instance, "hotspot")).Count("finding"));
    }

    [Fact]
    public async Task Sonarqube_says_that_a_token_is_unknown_though_the_server_answers_200()
    {
        _bench.Answer("/api/authentication/validate", """{"valid":false}""");

        var check = await Assert.ThrowsAsync<ConnectorException>(() => Open("sonarqube", """{"token":"s3cret"}""").CheckAsync(TestContext.Current.CancellationToken));

        Assert.Contains("SonarQube does not know the token.", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sonarqubes_webhook_tells_the_gate_and_starts_the_reads_of_what_it_leaves_out()
    {
        var told = await Bench.HookAsync(Open("sonarqube", """{"token":"s3cret"}"""), """{"taskId":"T1","status":"SUCCESS","analysedAt":"2016-11-18T10:46:28+0100","project":{"key":"shop"}}""");

        Assert.Equal(("T1", "2016-11-18T09:46:28Z", "shop"), (told.Records[0].Id, told.Records[0].Version, told.Records[0].Container));
        Assert.Equal(["analysis", "measures", "issue"], told.ReadStreams);
        Assert.NotEmpty((await Mapped.OfAsync("sonarqube", told.Records)).About);
    }

    [Fact]
    public async Task Pagerduty_asks_for_all_at_first_and_for_the_last_week_again_then()
    {
        var incidents = ShelfFolder.Records("pagerduty", "incident.jsonl");
        _bench.Answer("/incidents", $$"""{"incidents":[{{string.Join(',', incidents)}}],"more":false}""");
        var instance = Open("pagerduty", """{"token":"s3cret","from":"ann@example.com"}""");

        var pages = await Bench.ReadAsync(instance, "incident");
        Assert.Equal(incidents, pages.SelectMany(p => p.Records).Select(r => Bench.Text(r.Json)));
        var mapped = await Mapped.OfAsync("pagerduty", pages.SelectMany(p => p.Records));
        Assert.Equal(2, mapped.Count("incident"));
        Assert.All(mapped.About, i => Assert.Equal("test/service/PIKL83L", mapped[i]["service"]!["id"]!.ToString()));
        Assert.Equal("/incidents?date_range=all&sort_by=created_at:asc&limit=100&offset=0", _bench.Asked[0]);
        Assert.Equal("Token token=s3cret", _bench.Server.LogEntries[0].RequestMessage!.Headers!["Authorization"].Single());

        await Bench.ReadAsync(instance, "incident", new(1, """{"marks":{"":"2099-01-08T00:00:00Z"}}"""), r => r with { Overlap = TimeSpan.FromDays(7) });
        Assert.Equal("/incidents?since=2099-01-01T00:00:00Z&sort_by=created_at:asc&limit=100&offset=0", _bench.Asked[1]);
    }

    [Fact]
    public async Task Pagerduty_resolves_an_incident_in_the_name_of_a_user()
    {
        _bench.Answer("/incidents/Q1", """{"incident":{"id":"Q1","incident_number":4,"status":"resolved","updated_at":"2026-03-01T12:00:00Z"}}""");

        var result = await Open("pagerduty", """{"token":"s3cret","from":"ann@example.com"}""").ExecuteAsync(Asked("close-ticket", "Q1", """{"resolution":"Rolled back"}"""), TestContext.Current.CancellationToken);

        var sent = _bench.Server.LogEntries[0].RequestMessage!;
        Assert.Equal(("PUT", "ann@example.com", """{"incident":{"type":"incident_reference","status":"resolved","resolution":"Rolled back"}}"""), (sent.Method, sent.Headers!["From"].Single(), sent.Body));
        Assert.Equal(("""{"state":"resolved"}""", "2026-03-01T12:00:00Z"), (result.Values.GetRawText(), result.RecordVersion));
    }

    [Fact]
    public async Task Gitlab_tells_each_pipeline_by_its_detail_and_moves_by_what_changed()
    {
        // A moment passes between requests, so that none waits for its pace.
        _bench.Time.AutoAdvanceAmount = TimeSpan.FromSeconds(1);
        var details = JsonNode.Parse(ShelfFolder.Payload("gitlab", "api-pipeline-details.json"))!.AsArray().Select(n => n!.AsObject()).OrderBy(n => n["updated_at"]!.GetValue<string>(), StringComparer.Ordinal).ToArray();
        _bench.Answer("/api/v4/projects", """[{"id":12345678,"path_with_namespace":"acme/shop"},{"id":2,"path_with_namespace":"acme/other"}]""");
        _bench.Answer("/api/v4/projects/12345678/pipelines", $"[{string.Join(',', details.Select(d => $$"""{"id":{{d["id"]}}}"""))}]");
        foreach (var detail in details)
        {
            _bench.Answer($"/api/v4/projects/12345678/pipelines/{detail["id"]}", detail.ToJsonString());
        }

        var pages = await Bench.ReadAsync(Open("gitlab", """{"token":"s3cret","projects":["acme/shop"]}"""), "pipeline");

        Assert.Equal(details.Select(d => d["id"]!.ToString()), Bench.Ids(pages));
        Assert.All(pages.SelectMany(p => p.Records), r => Assert.Equal("12345678", r.Container));
        Assert.Equal(details.Length, (await Mapped.OfAsync("gitlab", pages.SelectMany(p => p.Records))).Count("pipeline-run"));
        Assert.Contains("/api/v4/projects/12345678/pipelines?order_by=updated_at&sort=asc&per_page=100&page=1", _bench.Asked);
        Assert.Equal("s3cret", _bench.Server.LogEntries[0].RequestMessage!.Headers!["PRIVATE-TOKEN"].Single());
    }

    [Theory]
    [InlineData("webhook-pipeline.json", "pipeline-event", "31")]
    [InlineData("webhook-merge-request.json", "merge-request-event", null)]
    [InlineData("webhook-deployment.json", "deployment-event", null)]
    [InlineData("webhook-build.json", "job-event", null)]
    [InlineData("webhook-push.json", "push-event", null)]
    [InlineData("webhook-comment-merge-request.json", "note-event", null)]
    public async Task Gitlabs_real_deliveries_are_records_of_their_streams_unchanged(string file, string stream, string? id)
    {
        var body = ShelfFolder.Payload("gitlab", file);

        var told = await Bench.HookAsync(Open("gitlab", """{"token":"s3cret"}"""), body);

        var record = Assert.Single(told.Records);
        Assert.Empty(told.Faults);
        Assert.Equal((stream, body.Trim()), (record.Stream, Bench.Text(record.Json)));
        Assert.True(id is null || record.Id == id);
        Assert.NotEmpty((await Mapped.OfAsync("gitlab", told.Records)).About);
    }

    [Fact]
    public async Task Gitlab_runs_a_pipeline_and_says_which_to_watch()
    {
        _bench.Answer("/api/v4/projects/7/pipeline", """{"id":99,"web_url":"https://gitlab.example/p/99","status":"created"}""");

        var result = await Open("gitlab", """{"token":"s3cret"}""").ExecuteAsync(Asked("trigger-build", "7", """{"ref":"main","parameters":{"STAGE":"qa"}}"""), TestContext.Current.CancellationToken);

        Assert.Equal("""{"ref":"main","variables":[{"key":"STAGE","value":"qa"}]}""", _bench.Server.LogEntries[0].RequestMessage!.Body);
        Assert.Equal((true, new RecordName("pipeline", "99")), (result.Running, result.WatchRecord));
    }

    [Fact]
    public async Task Bamboo_tells_builds_by_plan_and_deployments_by_environment()
    {
        var (builds, deployments) = (ShelfFolder.Records("bamboo", "plan-build.jsonl"), ShelfFolder.Records("bamboo", "deploy-build.jsonl"));
        _bench.Answer("/rest/api/latest/plan.json", """{"plans":{"plan":[]}}""");
        _bench.Answer("/rest/api/latest/plan.json", """{"plans":{"plan":[{"key":"TEST-PLA2","planKey":{"key":"TEST-PLA2"}}]}}""", ("start-index", "0"));
        _bench.Answer("/rest/api/latest/result/TEST-PLA2.json", """{"results":{"result":[]}}""");
        _bench.Answer("/rest/api/latest/result/TEST-PLA2.json", $$$"""{"results":{"result":[{{{string.Join(',', builds)}}}]}}""", ("start-index", "0"));
        _bench.Answer("/rest/api/latest/deploy/project/all.json", """[{"id":1015810,"name":"deploy","environments":[]}]""");
        _bench.Answer("/rest/api/latest/deploy/project/1015810.json", """{"id":1015810,"environments":[{"id":1146882,"name":"dev"}]}""");
        _bench.Answer("/rest/api/latest/deploy/environment/1146882/results.json", """{"results":[]}""");
        _bench.Answer("/rest/api/latest/deploy/environment/1146882/results.json", $$"""{"results":[{{string.Join(',', deployments)}}]}""", ("start-index", "0"));
        var instance = Open("bamboo", """{"token":"s3cret"}""");

        var built = await Bench.ReadAsync(instance, "plan-result");
        Assert.Equal(builds, built.SelectMany(p => p.Records).Select(r => Bench.Text(r.Json)));
        Assert.Contains("TEST-PLA2-12", Bench.Ids(built));
        Assert.Equal(8, (await Mapped.OfAsync("bamboo", built.SelectMany(p => p.Records))).Count("pipeline-run"));
        var deployed = (await Bench.ReadAsync(instance, "deployment-result")).SelectMany(p => p.Records).ToArray();
        Assert.Equal(deployments.Count, deployed.Length);
        Assert.All(deployed, r => Assert.Equal("1146882", r.Container));
        var mapped = await Mapped.OfAsync("bamboo", deployed);
        Assert.Equal(deployments.Count, mapped.Count("deployment"));
        Assert.All(mapped.About, d => Assert.Equal("test/environment/1146882", mapped[d]["environment"]!["id"]!.ToString()));
        Assert.Equal("dev", JsonNode.Parse(deployed[0].Json.Span)!["environment"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Codeship_signs_in_once_and_tells_projects_and_builds()
    {
        _bench.Server.Given(Request.Create().WithPath("/auth").UsingPost()).RespondWith(Response.Create().WithBody(ShelfFolder.Payload("codeship", "api-v2-auth-success.json")));
        _bench.Answer("/organizations/o/projects", ShelfFolder.Payload("codeship", "api-v2-projects-list.json"));
        var project = JsonNode.Parse(ShelfFolder.Payload("codeship", "api-v2-projects-list.json"))!["projects"]![0]!["uuid"]!.GetValue<string>();
        var build = JsonNode.Parse(ShelfFolder.Payload("codeship", "api-v2-builds-get.json"))!["build"]!;
        _bench.Answer($"/organizations/o/projects/{project}/builds", $$"""{"builds":[{{build.ToJsonString()}}],"total":1}""");
        _bench.Server.Given(Request.Create().WithPath("/organizations/o/projects/*/builds")).AtPriority(20).RespondWith(Response.Create().WithBody("""{"builds":[],"total":0}"""));
        var instance = Open("codeship", """{"user":"ann@example.com","password":"s3cret","organization":"o"}""");

        Assert.Equal([build["uuid"]!.GetValue<string>()], Bench.Ids(await Bench.ReadAsync(instance, "build")).Distinct());
        var builds = await Mapped.ReadAsync("codeship", instance, "build");
        Assert.Equal("success", builds[builds.About.Single()]["outcome"]!.ToString());
        Assert.Equal(2, (await Mapped.ReadAsync("codeship", instance, "project")).Count("pipeline"));
        Assert.NotEmpty((await Mapped.OfAsync("codeship", (await Bench.HookAsync(instance, ShelfFolder.Payload("codeship", "webhook-success.json"))).Records)).About);
        Assert.Single(_bench.Server.LogEntries, e => e.RequestMessage!.Path == "/auth");
        Assert.All(_bench.Server.LogEntries.Where(e => e.RequestMessage!.Path != "/auth"), e => Assert.Equal("Bearer token", e.RequestMessage!.Headers!["Authorization"].Single()));
        Assert.Equal("973711", Assert.Single((await Bench.HookAsync(instance, ShelfFolder.Payload("codeship", "webhook-success.json"))).Records).Id);
    }

    [Fact]
    public async Task Puppets_agents_are_run_by_the_orchestrator_in_the_environment_that_is_asked_for()
    {
        using var orchestrator = WireMock.Server.WireMockServer.Start();
        orchestrator.Given(Request.Create().WithPath("/orchestrator/v1/command/deploy").UsingPost()).RespondWith(Response.Create().WithStatusCode(202).WithBody("""{"job":{"id":"https://pe.example:8143/orchestrator/v1/jobs/81","name":"81"}}"""));
        _bench.Answer("/pdb/query/v4/nodes/web1.example.com", """{"certname":"web1.example.com","catalog_environment":"production"}""");
        var instance = _bench.Open(ShelfFolder.Connector("puppet"), new JsonObject { ["address"] = _bench.Server.Url!, ["orchestrator"] = orchestrator.Url!, ["useToken"] = true, ["token"] = "s3cret" });
        var asked = Asked("apply-configuration", "web1.example.com", """{"noop":true}""");

        Assert.Equal("The agent of web1.example.com would run in environment production, changing nothing.", (await instance.PreviewAsync(asked, TestContext.Current.CancellationToken)).Summary);
        Assert.Equal("""{"job":"81","url":"https://pe.example:8143/orchestrator/v1/jobs/81"}""", (await instance.ExecuteAsync(asked, TestContext.Current.CancellationToken)).Values.GetRawText());
        var sent = Assert.Single(orchestrator.LogEntries).RequestMessage!;
        Assert.Equal(("""{"environment":"production","scope":{"nodes":["web1.example.com"]},"noop":true}""", "s3cret"), (sent.Body, sent.Headers!["X-Authentication"].Single()));
    }

    private static ActionRequest Asked(string action, string target, string arguments) =>
        new() { ActionId = "a1", Action = action, Target = target, Arguments = System.Text.Json.JsonElement.Parse(arguments) };

    private ConnectorInstance Open(string id, string options)
    {
        var given = JsonNode.Parse(options)!.AsObject();
        given["address"] = _bench.Server.Url!;
        return _bench.Open(ShelfFolder.Connector(id), given);
    }
}
