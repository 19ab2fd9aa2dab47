using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jenkins.Tests.Support;

namespace Plutora.Integration.Connectors.Jenkins.Tests.Reading;

public sealed class TestReportTests
{
    [Fact]
    public async Task Only_a_build_that_has_ended_and_published_tests_is_asked_for_them()
    {
        await using var jenkins = new FakeJenkins();
        var job = jenkins.Job("shop").Built(1, 2);
        job.Build(3, running: true);
        foreach (var number in new[] { 2L, 3 })
        {
            job.Builds[number]["actions"] = new JsonArray(new JsonObject { ["urlName"] = "testReport" });
            job.Reports[number] = new() { ["passCount"] = number };
        }

        var first = await jenkins.ReadAsync("test-report");
        var record = Assert.Single(first.SelectMany(p => p.Records));
        Assert.Equal(("shop#2", """{"url":"https://ci.example.com/job/shop/2/","passCount":2}"""), (record.Id, Encoding.UTF8.GetString(record.Json.Span)));
        Assert.Equal(["GET job/shop/2/testReport/api/json"], jenkins.Asked().Where(path => path.Contains("testReport", StringComparison.Ordinal)));

        job.End(3, "UNSTABLE");
        Assert.Equal(["shop#3"], (await jenkins.ReadAsync("test-report", first[^1].Cursor)).SelectMany(p => p.Records).Select(r => r.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_tests_wrote_is_asked_for_where_the_option_says_so(bool output)
    {
        await using var jenkins = new FakeJenkins(new() { ["testOutput"] = output });
        var job = jenkins.Job("shop").Built(1, 1);
        job.Builds[1]["actions"] = new JsonArray(new JsonObject { ["urlName"] = "testReport" });
        job.Reports[1] = [];
        var record = Assert.Single((await jenkins.ReadAsync("test-report")).SelectMany(p => p.Records));
        Assert.Equal("""{"url":"https://ci.example.com/job/shop/1/"}""", Encoding.UTF8.GetString(record.Json.Span));
        Assert.Equal(output, jenkins.Server.LogEntries.Any(e => Uri.UnescapeDataString(e.RequestMessage!.Url).Contains("stdout", StringComparison.Ordinal)));
        var fetched = await jenkins.Instance.FetchAsync(new("test-report", "shop#1"), TestContext.Current.CancellationToken);
        Assert.Equal(record.Json.ToArray(), fetched!.Json.ToArray());
    }
}
