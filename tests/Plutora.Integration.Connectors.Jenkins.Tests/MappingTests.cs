using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jenkins.Tests.Support;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Connectors.Jenkins.Tests;

public sealed class MappingTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "mappings");

    [Fact]
    public void Each_stream_has_its_mapping_and_each_mapping_its_stream() =>
        Assert.Equal(
            new JenkinsConnector().Descriptor.Streams.Select(s => s.Id).Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));

    [Fact]
    public async Task What_is_read_of_one_build_meets_in_its_run_with_its_job_stages_and_tests()
    {
        await using var jenkins = new FakeJenkins();
        var job = jenkins.Job("team/shop/feature%2Fbasket").Built(7, 7);
        job.Builds[7]["actions"] = new JsonArray(new JsonObject { ["_class"] = "hudson.tasks.junit.TestResultAction", ["failCount"] = 0, ["skipCount"] = 0, ["totalCount"] = 1, ["urlName"] = "testReport" });
        job.Stages[7] = new JsonArray(new JsonObject { ["_links"] = new JsonObject { ["self"] = new JsonObject { ["href"] = $"/ci/{job.Path}7/execution/node/6/wfapi/describe" } }, ["id"] = "6", ["name"] = "Build", ["status"] = "SUCCESS", ["startTimeMillis"] = 1_700_000_000_000, ["durationMillis"] = 5 });
        job.Reports[7] = new() { ["passCount"] = 1, ["failCount"] = 0, ["skipCount"] = 0, ["suites"] = new JsonArray() };
        const string Run = "test/pipeline-run/team%2Fshop%2Ffeature%252Fbasket%237";
        Assert.Equal(["test/pipeline/team%2Fshop%2Ffeature%252Fbasket"], await MappedAsync("job"));
        Assert.Equal([Run, "test/test-run/team%2Fshop%2Ffeature%252Fbasket%237"], await MappedAsync("build"));
        Assert.Equal(["test/task-run/team%2Fshop%2Ffeature%252Fbasket%237%2F6"], await MappedAsync("stage"));
        Assert.Equal(["test/test-run/team%2Fshop%2Ffeature%252Fbasket%237"], await MappedAsync("test-report"));

        async Task<List<string>> MappedAsync(string stream)
        {
            var record = Assert.Single((await jenkins.ReadAsync(stream)).SelectMany(p => p.Records));
            var compiled = MappingCompiler.Compile(await File.ReadAllTextAsync(Path.Combine(Folder, stream + ".yaml"), TestContext.Current.CancellationToken), stream);
            var mapped = compiled.Mapping!.Map(new(record.Json, record.Time, Partial: false), new("test", new byte[32]), TestContext.Current.CancellationToken);
            Assert.True(mapped.Entities.Count > 0, Encoding.UTF8.GetString(record.Json.Span));
            return [.. mapped.Entities.Where(e => !e.Mention).Select(e => e.Id.ToString()).Order(StringComparer.Ordinal)];
        }
    }
}
