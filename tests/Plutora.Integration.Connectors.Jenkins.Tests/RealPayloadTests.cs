using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jenkins.Tests.Support;

namespace Plutora.Integration.Connectors.Jenkins.Tests;

/// <summary>Real builds and stages, served as their jobs' own and read unchanged.</summary>
public sealed class RealPayloadTests
{
    [Theory]
    [InlineData("build.jsonl", 5)]
    [InlineData("build-multibranch.jsonl", 8)]
    public async Task Real_builds_are_read_as_they_were_recorded(string file, int count)
    {
        await using var jenkins = new FakeJenkins();
        var expected = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var (path, data) in Records(file))
        {
            var job = Job(jenkins, path);
            var number = data["number"]!.GetValue<long>();
            job.Build(number);
            job.Builds[number] = data.AsObject();
            expected[$"{job.FullName}#{number}"] = data;
        }

        var records = (await jenkins.ReadAsync("build", pageSize: 2)).SelectMany(page => page.Records).ToList();
        Assert.Equal(count, records.Count);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), records.Select(r => r.Id).Order(StringComparer.Ordinal));
        Assert.All(records, r => Assert.True(JsonNode.DeepEquals(expected[r.Id], JsonNode.Parse(r.Json.Span)), Encoding.UTF8.GetString(r.Json.Span)));
        Assert.All(records, r => Assert.NotNull(r.Time));
    }

    [Theory]
    [InlineData("stage.jsonl")]
    [InlineData("stage-multibranch.jsonl")]
    public async Task Real_stages_are_read_as_they_were_recorded(string file)
    {
        await using var jenkins = new FakeJenkins();
        var expected = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var (path, data) in Records(file))
        {
            var (job, number) = (Job(jenkins, path), long.Parse(path.Split('/')[^3], System.Globalization.CultureInfo.InvariantCulture));
            job.Build(number);
            if (expected.TryAdd($"{job.FullName}#{number}/{data["id"]}", data))
            {
                (job.Stages.TryGetValue(number, out var stages) ? stages : job.Stages[number] = []).Add(data.DeepClone());
            }
        }

        var records = (await jenkins.ReadAsync("stage", pageSize: 2)).SelectMany(page => page.Records).ToList();
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), records.Select(r => r.Id).Order(StringComparer.Ordinal));
        Assert.All(records, r => Assert.True(JsonNode.DeepEquals(expected[r.Id], JsonNode.Parse(r.Json.Span)), r.Id));
    }

    // Recorded under a view, /view/all/job/…; the job is the same under its own address.
    private static FakeJob Job(FakeJenkins jenkins, string path) => jenkins.Job(string.Join('/', path.Split('?')[0].Split("/job/")[1..].Select(part => Uri.UnescapeDataString(part.Split('/')[0]))));

    private static IEnumerable<(string Path, JsonNode Data)> Records(string file) => File.ReadLines(Path.Combine(Shared.Folder("payloads"), "jenkins", file))
        .Select(line => JsonNode.Parse(line)!).Select(line => (line["url"]!.GetValue<string>(), line["data"]!.DeepClone()));
}
