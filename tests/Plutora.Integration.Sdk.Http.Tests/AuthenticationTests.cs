using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Authentication;
using RestSharp;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Plutora.Integration.Sdk.Http.Tests;

public sealed class AuthenticationTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Basic_credentials_are_sent_and_stand_in_no_error()
    {
        _bench.Answer("/things", 400, "no such user ada:s3cret! nor YWRhOnMzY3JldCE=");
        var tool = _bench.Tool(o => o with { Authentication = new BasicAuthentication("ada", "s3cret!") });

        var fault = await ToolBench.FaultAsync(tool, new("things"));

        Assert.Equal("Basic YWRhOnMzY3JldCE=", Sent("Authorization"));
        Assert.Equal("GET things was answered with 400: no such user ada:*** nor ***.", fault.Message);
    }

    [Theory]
    [InlineData("Bearer", "Bearer t0ken")]
    [InlineData("Token token=", "Token token= t0ken")]
    public async Task A_bearer_token_goes_under_the_scheme_that_the_tool_wants(string scheme, string header)
    {
        _bench.Answer("/things", 200, "[]");

        await SendAsync(new BearerAuthentication("t0ken", scheme));

        Assert.Equal(header, Sent("Authorization"));
    }

    [Fact]
    public async Task A_key_goes_where_the_tool_wants_it()
    {
        _bench.Answer("/things", 200, "[]");

        await SendAsync(new ApiKeyAuthentication("X-Key", "k y"));
        Assert.Equal("k y", Sent("X-Key"));
        await SendAsync(new ApiKeyAuthentication("session", "k1234", ApiKeyPlace.Cookie));
        Assert.Equal("session=k1234", Sent("Cookie"));
        await SendAsync(new ApiKeyAuthentication("key", "a&b", ApiKeyPlace.Query), new HttpToolRequest("things").With("q", "x y"));
        Assert.Equal("q=x%20y&key=a%26b", new Uri(_bench.Server.LogEntries[^1].RequestMessage!.AbsoluteUrl).Query.TrimStart('?'));
    }

    [Fact]
    public async Task A_key_in_the_address_stands_in_no_error()
    {
        _bench.Answer("/things", 400, "key a&b1 is wrong");

        var fault = await ToolBench.FaultAsync(_bench.Tool(o => o with { Authentication = new ApiKeyAuthentication("key", "a&b1", ApiKeyPlace.Query) }), new("things"));

        Assert.Equal("GET things was answered with 400: key *** is wrong.", fault.Message);
    }

    [Fact]
    public async Task Client_credentials_are_exchanged_once_and_again_a_minute_before_the_token_ends()
    {
        _bench.Answer("/things", 200, "[]");
        Tokens("""{"access_token":"one1","expires_in":3600}""", """{"access_token":"two2","expires_in":"3600"}""");
        using var oauth = new OAuth2Authentication(Client() with { Scope = "read write", Parameters = new Dictionary<string, string> { ["audience"] = "api" } }, _bench.Time);
        var tool = _bench.Tool(o => o with { Authentication = oauth });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => tool.SendAsync(new("things"), TestContext.Current.CancellationToken)));
        Assert.Equal("Bearer one1", Sent("Authorization"));
        Assert.Equal(1, Asked());
        var asked = _bench.Server.LogEntries.Single(e => e.RequestMessage!.Path == "/token").RequestMessage!;
        Assert.Equal("audience=api&grant_type=client_credentials&scope=read%20write", asked.Body);
        Assert.Equal("Basic Y2w6czNjcmV0JTJGeA==", asked.Headers!["Authorization"].Single());

        _bench.Time.Advance(TimeSpan.FromSeconds(3541));
        await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
        Assert.Equal("Bearer two2", Sent("Authorization"));
        Assert.Equal(2, Asked());
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_and_a_second_refusal_is_told()
    {
        _bench.Server.Given(Request.Create().WithPath("/things").WithHeader("Authorization", "Bearer two2")).AtPriority(-1).RespondWith(Response.Create().WithBody("[]"));
        _bench.Answer("/things", 401, "ended");
        _bench.Answer("/never", 401, "not two2");
        Tokens("""{"access_token":"one1"}""", """{"access_token":"two2"}""", """{"access_token":"two2"}""");
        using var oauth = new OAuth2Authentication(Client() with { BasicClient = false }, _bench.Time);
        var tool = _bench.Tool(o => o with { Authentication = oauth });

        Assert.Equal(200, (await tool.SendAsync(new("things") { Method = Method.Post, JsonBody = "{}" }, TestContext.Current.CancellationToken)).Status);
        Assert.Equal("{}", _bench.Server.LogEntries[^1].RequestMessage!.Body);
        var fault = await ToolBench.FaultAsync(tool, new("never"));

        Assert.Equal(ConnectorErrorKind.Authentication, fault.Kind);
        Assert.Equal("GET never was answered with 401: not ***.", fault.Message);
        Assert.Equal(3, Asked());
        Assert.Equal("grant_type=client_credentials&client_id=cl&client_secret=s3cret%2Fx", _bench.Server.LogEntries.First(e => e.RequestMessage!.Path == "/token").RequestMessage!.Body);
    }

    [Fact]
    public async Task A_new_refresh_token_is_used_from_then_on()
    {
        _bench.Answer("/things", 200, "[]");
        Tokens("""{"access_token":"one1","expires_in":100,"refresh_token":"next"}""", """{"access_token":"two2","expires_in":100}""", """{"access_token":"three","expires_in":100}""");
        using var oauth = new OAuth2Authentication(Client() with { RefreshToken = "first" }, _bench.Time);
        var tool = _bench.Tool(o => o with { Authentication = oauth });
        for (var time = 0; time < 3; time++)
        {
            await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
            _bench.Time.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Equal(
            ["grant_type=refresh_token&refresh_token=first", "grant_type=refresh_token&refresh_token=next", "grant_type=refresh_token&refresh_token=next"],
            _bench.Server.LogEntries.Where(e => e.RequestMessage!.Path == "/token").Select(e => e.RequestMessage!.Body));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_client","hint":"s3cret/x"}""", ConnectorErrorKind.Authentication, "The token endpoint refused the client: POST")]
    [InlineData(401, "", ConnectorErrorKind.Authentication, "refused the client")]
    [InlineData(503, "", ConnectorErrorKind.Transient, "503")]
    [InlineData(500, "", ConnectorErrorKind.Transient, "500")]
    [InlineData(200, "<html>", ConnectorErrorKind.Authentication, "what is not JSON")]
    [InlineData(200, "{}", ConnectorErrorKind.Authentication, "without an 'access_token'")]
    public async Task A_token_endpoint_that_refuses_is_a_matter_of_credentials_and_one_that_is_down_passes(int status, string body, ConnectorErrorKind kind, string sentence)
    {
        _bench.Answer("/token", status, body);
        using var oauth = new OAuth2Authentication(Client(), _bench.Time);

        var fault = await ToolBench.FaultAsync(_bench.Tool(o => o with { Authentication = oauth }), new("things") { Method = Method.Post, JsonBody = "{}" });

        Assert.Equal(kind, fault.Kind);
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_gives_a_token_until_the_instant_it_names()
    {
        _bench.Answer("/things", 200, "[]");
        _bench.Answer("/auth", 200, $$$"""{"data":{"token":"ses1","until":{{{ToolBench.Now.AddHours(1).ToUnixTimeSeconds()}}}}}""");
        using var login = new LoginAuthentication(
            new()
            {
                BaseAddress = new(_bench.Server.Url! + "/"),
                Request = new("auth") { Method = Method.Post },
                Credentials = new BasicAuthentication("ada", "pass"),
                TokenPath = "data.token",
                ExpiryPath = "data.until",
                Header = "X-Session",
                Scheme = "",
            },
            _bench.Time);
        var tool = _bench.Tool(o => o with { Authentication = login });

        await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
        await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
        Assert.Equal("ses1", Sent("X-Session"));
        Assert.Equal(1, _bench.Server.LogEntries.Count(e => e.RequestMessage!.Path == "/auth"));

        _bench.Time.Advance(TimeSpan.FromMinutes(59.5));
        await tool.SendAsync(new("things"), TestContext.Current.CancellationToken);
        Assert.Equal(2, _bench.Server.LogEntries.Count(e => e.RequestMessage!.Path == "/auth"));
    }

    // The signatures are those of AWS' own published test suite for Signature Version 4.
    [Theory]
    [InlineData("GET", "/", null, "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", null, "host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "/?Param2=value2&Param1=value1", null, "host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("POST", "/", "Param1=value1", "content-type;host;x-amz-date", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a")]
    public async Task A_request_to_aws_is_signed_as_aws_publishes_it(string method, string path, string? body, string headers, string signature)
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero));
        var signer = new AwsAuthentication(new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "service"), time);
        using var request = new HttpRequestMessage(new HttpMethod(method), "https://example.amazonaws.com" + path);
        if (body is not null)
        {
            request.Content = new StringContent(body);
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        }

        await signer.ApplyAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders={headers}, Signature={signature}",
            request.Headers.GetValues("Authorization").Single());
    }

    private OAuth2Options Client() => new() { TokenEndpoint = new(_bench.Server.Url! + "/token"), ClientId = "cl", ClientSecret = "s3cret/x" };

    private void Tokens(params string[] answers)
    {
        for (var turn = 0; turn < answers.Length; turn++)
        {
            var mapping = _bench.Server.Given(Request.Create().WithPath("/token").UsingPost()).InScenario("tokens");
            (turn == 0 ? mapping.WillSetStateTo("1") : mapping.WhenStateIs($"{turn}").WillSetStateTo($"{turn + 1}")).RespondWith(Response.Create().WithBody(answers[turn]));
        }
    }

    private int Asked() => _bench.Server.LogEntries.Count(e => e.RequestMessage!.Path == "/token");

    private string Sent(string header) => _bench.Server.LogEntries.Last(e => e.RequestMessage!.Path == "/things").RequestMessage!.Headers![header].Single();

    private Task<HttpToolResponse> SendAsync(IHttpAuthentication authentication, HttpToolRequest? request = null) =>
        _bench.Tool(o => o with { Authentication = authentication }).SendAsync(request ?? new("things"), TestContext.Current.CancellationToken);
}
