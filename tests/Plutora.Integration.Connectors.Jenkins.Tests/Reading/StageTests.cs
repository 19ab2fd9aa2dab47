using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jenkins.Tests.Support;

namespace Plutora.Integration.Connectors.Jenkins.Tests.Reading;

public sealed class StageTests
{
    [Fact]
    public async Task Stages_of_a_build_that_runs_are_read_again_until_it_has_ended()
    {
        await using var jenkins = new FakeJenkins();
        var job = jenkins.Job("team/shop");
        job.Build(1, running: true);
        job.Stages[1] = [Stage("6", "SUCCESS"), Stage("9", "IN_PROGRESS")];
        var first = await jenkins.ReadAsync("stage");
        Assert.Equal(["team/shop#1/6", "team/shop#1/9"], first.SelectMany(p => p.Records).Select(r => r.Id));

        job.End(1, "SUCCESS");
        job.Stages[1] = [Stage("6", "SUCCESS"), Stage("9", "SUCCESS")];
        var second = await jenkins.ReadAsync("stage", first[^1].Cursor);
        Assert.All(second.SelectMany(p => p.Records), r => Assert.Equal("SUCCESS", JsonNode.Parse(r.Json.Span)!["status"]!.ToString()));
        Assert.Empty(await jenkins.ReadAsync("stage", second[^1].Cursor));
    }

    [Fact]
    public async Task A_job_that_is_no_pipeline_is_not_asked_for_stages()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("shop").Class = "hudson.model.FreeStyleProject";
        jenkins.Job("shop").Built(1, 3);
        Assert.Empty(await jenkins.ReadAsync("stage"));
        Assert.Equal(["GET api/json"], jenkins.Asked());
    }

    [Fact]
    public async Task A_server_without_the_plugin_has_no_stages_and_that_is_said_once()
    {
        var log = new KeptLog();
        await using var jenkins = new FakeJenkins(logger: log);
        jenkins.Job("shop").Built(1, 3);
        Assert.Empty((await jenkins.ReadAsync("stage")).SelectMany(p => p.Records));
        Assert.Contains("wfapi/describe is not there", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_is_fetched_out_of_its_build()
    {
        await using var jenkins = new FakeJenkins();
        jenkins.Job("team/shop").Built(1, 1).Stages[1] = [Stage("6", "SUCCESS"), Stage("9", "FAILED")];
        var fetched = await jenkins.Instance.FetchAsync(new("stage", "team/shop#1/9"), TestContext.Current.CancellationToken);
        Assert.Equal("FAILED", JsonNode.Parse(fetched!.Json.Span)!["status"]!.ToString());
        Assert.Null(await jenkins.Instance.FetchAsync(new("stage", "team/shop#1/7"), TestContext.Current.CancellationToken));
        Assert.Null(await jenkins.Instance.FetchAsync(new("stage", "team/shop#2/6"), TestContext.Current.CancellationToken));
    }

    private static JsonObject Stage(string id, string status) => new() { ["id"] = id, ["name"] = $"Stage {id}", ["status"] = status, ["startTimeMillis"] = 1_700_000_000_000, ["durationMillis"] = 5 };
}
