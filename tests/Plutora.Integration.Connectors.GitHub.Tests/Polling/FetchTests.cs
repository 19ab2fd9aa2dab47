using System.Text;

namespace Plutora.Integration.Connectors.GitHub.Tests.Polling;

public sealed class FetchTests
{
    [Fact]
    public async Task A_record_is_read_by_its_id_as_GitHub_has_it_now()
    {
        const string Job = """{"id":31,"run_id":2,"status":"completed","started_at":"2024-01-02T00:00:01Z","completed_at":"2024-01-02T00:00:09Z"}""";
        await using var hub = new FakeGitHub();
        hub.Get("/repositories/7/actions/jobs/31").RespondWith(FakeGitHub.Json(Job));
        var record = await hub.Instance.FetchAsync(new("workflow-job", "31", "7"), TestContext.Current.CancellationToken);
        Assert.NotNull(record);
        Assert.Equal(("31", "2024-01-02T00:00:09Z", "7", Job), (record.Id, record.Version, record.Container, Encoding.UTF8.GetString(record.Json.Span)));
    }

    [Fact]
    public async Task A_record_that_is_gone_is_null()
    {
        await using var hub = new FakeGitHub();
        hub.Get("/repositories/7/releases/5").RespondWith(FakeGitHub.Json("""{"message":"Not Found"}""").WithStatusCode(404));
        Assert.Null(await hub.Instance.FetchAsync(new("release", "5", "7"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stream_that_cannot_fetch_says_so()
    {
        await using var hub = new FakeGitHub();
        Assert.False(new GitHubConnector().Descriptor.Streams.Single(s => s.Id == "review").CanFetch);
        await Assert.ThrowsAsync<NotSupportedException>(() => hub.Instance.FetchAsync(new("review", "5", "7"), TestContext.Current.CancellationToken));
    }
}
