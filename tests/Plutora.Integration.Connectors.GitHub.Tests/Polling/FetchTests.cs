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

    [Theory]
    [InlineData("pull-request", "/repositories/7/pulls/3")]
    [InlineData("issue", "/repositories/7/issues/3")]
    [InlineData("milestone", "/repositories/7/milestones/3")]
    public async Task A_record_whose_address_has_its_number_is_read_by_what_is_known_of_it(string stream, string path)
    {
        const string Now = """{"id":12,"number":3,"title":"now","updated_at":"2024-01-02T00:00:09Z"}""";
        await using var hub = new FakeGitHub();
        hub.Get(path).RespondWith(FakeGitHub.Json(Now));
        var record = await hub.Instance.FetchAsync(new(stream, "12", "7") { Known = """{"id":12,"number":3}"""u8.ToArray() }, TestContext.Current.CancellationToken);
        Assert.Equal(("12", "2024-01-02T00:00:09Z", Now), (record!.Id, record.Version, Encoding.UTF8.GetString(record.Json.Span)));
    }

    [Theory]
    [InlineData("""{"id":12,"number":3}""", """{"id":99,"number":3,"updated_at":"2024-01-02T00:00:09Z"}""")]
    [InlineData("""{"id":12}""", "")]
    [InlineData("", "")]
    public async Task Another_record_under_the_number_or_no_number_is_no_answer(string known, string answer)
    {
        await using var hub = new FakeGitHub();
        if (answer.Length > 0) hub.Get("/repositories/7/issues/3").RespondWith(FakeGitHub.Json(answer));
        Assert.Null(await hub.Instance.FetchAsync(new("issue", "12", "7") { Known = known.Length > 0 ? Encoding.UTF8.GetBytes(known) : null }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_alert_keeps_its_repository_beside_it()
    {
        await using var hub = new FakeGitHub();
        hub.Get("/repositories/7/code-scanning/alerts/5").RespondWith(FakeGitHub.Json("""{"number":5,"state":"fixed","updated_at":"2024-01-02T00:00:09Z"}"""));
        var request = new Sdk.Streams.FetchRequest("code-scanning-alert", "7/5", "7") { Known = """{"alert":{"number":5},"repository":{"id":7,"full_name":"o/r"}}"""u8.ToArray() };
        var record = await hub.Instance.FetchAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("""{"alert":{"number":5,"state":"fixed","updated_at":"2024-01-02T00:00:09Z"},"repository":{"id":7,"full_name":"o/r"}}""", Encoding.UTF8.GetString(record!.Json.Span));
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
