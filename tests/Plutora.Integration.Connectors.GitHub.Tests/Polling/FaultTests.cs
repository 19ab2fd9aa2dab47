using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Connectors.GitHub.Tests.Polling;

public sealed class FaultTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static async Task<ConnectorException> Fault(Action<IResponseBuilder> answer, string body = """{"message":"no"}""")
    {
        await using var hub = new FakeGitHub(new FakeTimeProvider(Now));
        var response = FakeGitHub.Json(body);
        answer(response);
        hub.Get("/repos/o/r/releases").RespondWith(response);
        return await Assert.ThrowsAsync<ConnectorException>(() => hub.Read("release"));
    }

    [Theory]
    [InlineData(401, ConnectorErrorKind.Authentication)]
    [InlineData(403, ConnectorErrorKind.Authentication)]
    [InlineData(404, ConnectorErrorKind.NotFound)]
    [InlineData(422, ConnectorErrorKind.Permanent)]
    [InlineData(500, ConnectorErrorKind.Transient)]
    [InlineData(502, ConnectorErrorKind.Transient)]
    [InlineData(503, ConnectorErrorKind.Transient)]
    public async Task A_refusal_means_what_its_status_says(int status, ConnectorErrorKind kind)
    {
        var fault = await Fault(r => r.WithStatusCode(status));
        Assert.Equal(kind, fault.Kind);
        Assert.DoesNotContain("t0ken", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(403)]
    public async Task Retry_After_is_kept(int status)
    {
        var fault = await Fault(r => r.WithStatusCode(status).WithHeader("Retry-After", "90"));
        Assert.Equal((ConnectorErrorKind.RateLimited, Now.AddSeconds(90)), (fault.Kind, fault.RetryAt));
    }

    [Fact]
    public async Task A_used_up_limit_waits_for_its_reset()
    {
        var reset = Now.AddMinutes(20);
        var fault = await Fault(r => r.WithStatusCode(403).WithHeader("X-RateLimit-Remaining", "0").WithHeader("X-RateLimit-Limit", "5000")
            .WithHeader("X-RateLimit-Reset", $"{reset.ToUnixTimeSeconds()}"));
        Assert.Equal((ConnectorErrorKind.RateLimited, reset), (fault.Kind, fault.RetryAt));
    }

    [Fact]
    public async Task What_GitHub_says_is_left_is_told_of_answers_and_of_refusals()
    {
        await using var hub = new FakeGitHub(new FakeTimeProvider(Now));
        Assert.Empty(hub.Instance.RateLimits);
        hub.Get("/repos/o/r/releases").RespondWith(FakeGitHub.Json("[]").WithHeader("X-RateLimit-Limit", "5000").WithHeader("X-RateLimit-Remaining", "4990").WithHeader("X-RateLimit-Reset", $"{Now.AddMinutes(20).ToUnixTimeSeconds()}").WithHeader("X-RateLimit-Resource", "core"));
        await hub.Read("release");
        Assert.Equal([new("core", 5000, 4990, Now.AddMinutes(20), Now)], hub.Instance.RateLimits);
        hub.Server.Reset();
        hub.Server.Given(Request.Create().UsingGet()).RespondWith(FakeGitHub.Json("{}").WithStatusCode(403).WithHeader("X-RateLimit-Limit", "5000").WithHeader("X-RateLimit-Remaining", "0").WithHeader("X-RateLimit-Resource", "core"));
        Assert.Equal(ConnectorErrorKind.RateLimited, (await Assert.ThrowsAsync<ConnectorException>(() => hub.Read("release"))).Kind);
        Assert.Equal([new("core", 5000, 0, null, Now)], hub.Instance.RateLimits);
    }

    [Fact]
    public async Task A_secondary_limit_without_a_time_waits_a_minute()
    {
        var fault = await Fault(r => r.WithStatusCode(403), """{"message":"You have exceeded a secondary rate limit."}""");
        Assert.Equal((ConnectorErrorKind.RateLimited, Now.AddMinutes(1)), (fault.Kind, fault.RetryAt));
    }

    [Theory]
    [InlineData("""[{"id":1,"upda""")]
    [InlineData("<html>proxy</html>")]
    public async Task A_body_that_is_cut_off_or_no_JSON_is_an_outage(string body)
    {
        Assert.Equal(ConnectorErrorKind.Transient, (await Fault(_ => { }, body)).Kind);
    }

    [Fact]
    public async Task An_address_where_nobody_listens_is_an_outage()
    {
        var hub = new FakeGitHub();
        hub.Server.Stop();
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => hub.Read("release"));
        Assert.Equal(ConnectorErrorKind.Transient, fault.Kind);
        await hub.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Paging_that_never_ends_is_ended(bool countsUp)
    {
        await using var hub = new FakeGitHub();
        var page = 1;
        hub.Get("/repos/o/r/releases").RespondWith(Response.Create().WithCallback(_ =>
        {
            var next = countsUp ? ++page : 2;
            return new WireMock.ResponseMessage
            {
                StatusCode = 200,
                Headers = new Dictionary<string, WireMock.Types.WireMockList<string>>
                {
                    ["Content-Type"] = new("application/json"),
                    ["Link"] = new($"<{hub.Server.Url}/api/v3/repos/o/r/releases?page={next}>; rel=\"next\""),
                },
                BodyData = new WireMock.Util.BodyData { DetectedBodyType = WireMock.Types.BodyType.String, BodyAsString = """[{"id":1}]""" },
            };
        }));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => hub.Read("release"));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains("does not end", fault.Message, StringComparison.Ordinal);
        Assert.True(hub.Asked("/releases").Count() <= 3);
    }

    [Fact]
    public async Task The_token_is_not_sent_to_another_host_that_a_page_names()
    {
        await using var other = new FakeGitHub();
        var fault = await Fault(r => r.WithHeader("Link", $"<{other.Server.Url}/api/v3/x>; rel=\"next\""), """[{"id":1}]""");
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Empty(other.Server.LogEntries);
    }

    [Theory]
    [InlineData("code-scanning-alert", "/repos/o/r/code-scanning/alerts", 404, "no analysis found")]
    [InlineData("code-scanning-alert", "/repos/o/r/code-scanning/alerts", 403, "Code Security must be enabled for this repository to use code scanning.")]
    [InlineData("dependabot-alert", "/repos/o/r/dependabot/alerts", 403, "Dependabot alerts are disabled for this repository.")]
    [InlineData("commit", "/repos/o/r/commits", 409, "Git Repository is empty.")]
    [InlineData("issue", "/repos/o/r/issues", 410, "Issues are disabled for this repo")]
    public async Task What_a_repository_has_switched_off_is_nothing_and_no_failure(string stream, string path, int status, string message)
    {
        await using var hub = new FakeGitHub();
        hub.Get(path).RespondWith(FakeGitHub.Json($$"""{"message":"{{message}}"}""").WithStatusCode(status));
        Assert.Empty((await hub.Read(stream)).SelectMany(p => p.Records));
    }

    [Fact]
    public async Task A_cursor_of_a_newer_connector_is_refused_with_the_remedy()
    {
        await using var hub = new FakeGitHub();
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => hub.Read("release", new Cursor(2, "{}")));
        Assert.Equal(ConnectorErrorKind.Configuration, fault.Kind);
        Assert.Contains("reset the cursor", fault.Message, StringComparison.Ordinal);
    }
}
