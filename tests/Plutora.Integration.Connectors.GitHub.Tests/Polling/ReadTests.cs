using System.Text;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Connectors.GitHub.Tests.Polling;

public sealed class ReadTests
{
    private static string Pull(int id, string updated) => $$"""{ "id" : {{id}},"number":{{id}},"updated_at":"{{updated}}" , "unknown":[1.0] }""";

    private static IEnumerable<string> Ids(IEnumerable<RecordPage> pages) => pages.SelectMany(p => p.Records).Select(r => r.Id);

    [Fact]
    public async Task Pages_follow_the_Link_header_and_records_keep_GitHub_s_bytes()
    {
        await using var hub = new FakeGitHub();
        hub.Get("/repos/o/r/pulls").RespondWith(FakeGitHub.Json($"[{Pull(2, "2024-01-02T00:00:00Z")}]")
            .WithHeader("Link", $"<{hub.Server.Url}/api/v3/repos/o/r/pulls?page=2>; rel=\"next\", <{hub.Server.Url}/api/v3/repos/o/r/pulls?page=2>; rel=\"last\""));
        hub.Get("/repos/o/r/pulls", ("page", "2")).RespondWith(FakeGitHub.Json($"[{Pull(1, "2024-01-01T00:00:00Z")}]"));

        var pages = await hub.Read("pull-request");

        Assert.Equal(["2", "1"], Ids(pages));
        Assert.Equal(Pull(2, "2024-01-02T00:00:00Z"), Encoding.UTF8.GetString(pages[0].Records[0].Json.Span));
        Assert.Equal("7", pages[0].Records[0].Container);
        Assert.All(hub.Server.LogEntries, e => Assert.Equal("Token t0ken", e.RequestMessage!.Headers!["Authorization"].Single()));
    }

    [Fact]
    public async Task A_read_that_was_cut_goes_on_with_the_page_after_the_stored_one()
    {
        await using var hub = new FakeGitHub();
        hub.Get("/repos/o/r/pulls").RespondWith(FakeGitHub.Json($"[{Pull(2, "2024-01-02T00:00:00Z")}]")
            .WithHeader("Link", $"<{hub.Server.Url}/api/v3/repos/o/r/pulls?page=2>; rel=\"next\""));
        hub.Get("/repos/o/r/pulls", ("page", "2")).RespondWith(FakeGitHub.Json($"[{Pull(1, "2024-01-01T00:00:00Z")}]"));
        var first = (await hub.Read("pull-request"))[0];

        await using var restarted = new FakeGitHubRestart(hub);
        Assert.Equal(["1"], Ids(await restarted.Read("pull-request", first.Cursor)));
    }

    [Fact]
    public async Task An_incremental_read_ends_where_the_last_one_began()
    {
        await using var hub = new FakeGitHub();
        hub.Get("/repos/o/r/pulls").RespondWith(FakeGitHub.Json($"[{Pull(1, "2024-01-01T00:00:00Z")}]"));
        var cursor = (await hub.Read("pull-request"))[^1].Cursor;

        hub.Get("/repos/o/r/pulls", ("state", "all")).RespondWith(FakeGitHub.Json($"[{Pull(2, "2024-01-02T00:00:00Z")},{Pull(1, "2024-01-01T00:00:00Z")},{Pull(0, "2023-01-01T00:00:00Z")}]")
            .WithHeader("Link", $"<{hub.Server.Url}/api/v3/repos/o/r/pulls?page=2>; rel=\"next\""));
        Assert.Equal(["2", "1"], Ids(await hub.Read("pull-request", cursor)));
        Assert.Empty(hub.Asked("page=2"));
    }

    [Fact]
    public async Task Issues_are_asked_for_since_the_newest_that_is_stored()
    {
        await using var hub = new FakeGitHub();
        hub.Get("/repos/o/r/issues").RespondWith(FakeGitHub.Json("""[{"id":1,"updated_at":"2024-01-05T06:07:08Z"}]"""));
        var cursor = (await hub.Read("issue"))[^1].Cursor;
        await hub.Read("issue", cursor);
        Assert.Contains("since=2024-01-05T06:07:08Z", Uri.UnescapeDataString(hub.Asked("/issues").Last()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_stored_is_asked_for_by_its_tag_and_not_told_again()
    {
        await using var hub = new FakeGitHub();
        hub.Get("/repos/o/r/branches").RespondWith(FakeGitHub.Json("""[{"name":"main","commit":{"sha":"a1"}}]""").WithHeader("ETag", "\"e1\""));
        hub.Server.Given(Request.Create().WithPath("/api/v3/repos/o/r/branches").WithHeader("If-None-Match", "\"e1\"").UsingGet())
            .AtPriority(1).RespondWith(Response.Create().WithStatusCode(304));

        var first = await hub.Read("branch");
        Assert.Equal("""{"branch":{"name":"main","commit":{"sha":"a1"}},"repository":{"id":7,"full_name":"o/r"}}""", Encoding.UTF8.GetString(first[0].Records[0].Json.Span));
        Assert.Empty(Ids(await hub.Read("branch", first[^1].Cursor)));
        // A reset cursor means: tell everything.
        Assert.Single(Ids(await hub.Read("branch")));
    }

    [Fact]
    public async Task A_page_that_was_not_stored_is_told_again()
    {
        await using var hub = new FakeGitHub();
        hub.Get("/repos/o/r/branches").RespondWith(FakeGitHub.Json("""[{"name":"main"}]""").WithHeader("ETag", "\"e1\""));
        hub.Server.Given(Request.Create().WithPath("/api/v3/repos/o/r/branches").WithHeader("If-None-Match", "*").UsingGet())
            .AtPriority(1).RespondWith(Response.Create().WithStatusCode(304));
        var request = new ReadRequest { Stream = "branch", Cursor = new(1, """{"places":{}}""") };
        await foreach (var page in hub.Instance.ReadAsync(request, TestContext.Current.CancellationToken))
        {
            // The hub fails to store the page and gives the read up.
            Assert.Single(page.Records);
            break;
        }

        Assert.Single(Ids(await hub.Read("branch", request.Cursor)));
    }

    [Fact]
    public async Task A_full_scan_tells_everything_and_names_the_repository_as_complete()
    {
        await using var hub = new FakeGitHub();
        hub.Get("/repos/o/r/branches").RespondWith(FakeGitHub.Json("""[{"name":"main"}]""").WithHeader("ETag", "\"e1\""));
        await hub.Read("branch", new Cursor(1, """{"places":{}}"""));
        var scan = await hub.Read("branch", mode: ReadMode.FullScan);
        Assert.Equal(["7/main"], Ids(scan));
        Assert.Equal(["7"], scan.SelectMany(p => p.CompletedContainers));
        Assert.Equal(["7/main"], Ids(await hub.Read("branch", scan[^1].Cursor, ReadMode.FullScan)));
    }

    [Fact]
    public async Task Jobs_are_read_of_each_run()
    {
        await using var hub = new FakeGitHub();
        hub.Get("/repos/o/r/actions/runs").RespondWith(FakeGitHub.Json("""{"total_count":2,"workflow_runs":[{"id":22,"created_at":"2024-01-02T00:00:00Z"},{"id":21,"created_at":"2024-01-01T00:00:00Z"}]}"""));
        hub.Get("/repos/o/r/actions/runs/22/jobs").RespondWith(FakeGitHub.Json("""{"jobs":[{"id":31,"run_id":22,"started_at":"2024-01-02T00:00:01Z","completed_at":"2024-01-02T00:00:09Z"}]}"""));
        hub.Get("/repos/o/r/actions/runs/21/jobs").RespondWith(FakeGitHub.Json("""{"jobs":[]}"""));
        var record = Assert.Single((await hub.Read("workflow-job")).SelectMany(p => p.Records));
        Assert.Equal(("31", "2024-01-02T00:00:09Z"), (record.Id, record.Version));
    }

    [Fact]
    public async Task The_check_tells_who_we_are()
    {
        await using var hub = new FakeGitHub();
        hub.Get("/user").RespondWith(FakeGitHub.Json("""{"login":"ann"}"""));
        var result = await hub.Instance.CheckAsync(TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, result.Message);
        Assert.Contains("as ann; 1 repositories", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_is_refused_tells_that_it_is_the_token()
    {
        await using var hub = new FakeGitHub();
        hub.Get("/user").RespondWith(FakeGitHub.Json("""{"message":"Bad credentials"}""").WithStatusCode(401));
        Assert.Equal(ConnectorErrorKind.Authentication, (await Assert.ThrowsAsync<ConnectorException>(() => hub.Instance.CheckAsync(TestContext.Current.CancellationToken))).Kind);
    }
}
