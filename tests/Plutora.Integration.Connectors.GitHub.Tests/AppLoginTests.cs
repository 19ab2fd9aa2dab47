using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Connectors.GitHub.Tests.Polling;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Plutora.Integration.Connectors.GitHub.Tests;

/// <summary>A GitHub App in place of a token.</summary>
public sealed class AppLoginTests : IAsyncDisposable
{
    private static readonly RSA Key = RSA.Create(2048);
    private readonly WireMockServer _server = WireMockServer.Start();
    private readonly FakeTimeProvider _time = new(new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero));
    private readonly ConnectorInstance _instance;
    private int _tokens;

    public AppLoginTests()
    {
        _instance = Opened.Instance(
            new JsonObject { ["baseAddress"] = _server.Url + "/api/v3", ["appId"] = "Iv23.app", ["installationId"] = 42, ["privateKey"] = Key.ExportRSAPrivateKeyPem().ReplaceLineEndings("\\n") },
            _time);
        _server.Given(Request.Create().WithPath("/api/v3/app/installations/42/access_tokens").UsingPost()).AtPriority(10).RespondWith(
            Response.Create().WithStatusCode(201).WithHeader("Content-Type", "application/json").WithBody(_ => $$"""{"token":"ghs_{{++_tokens}}","expires_at":"{{_time.GetUtcNow().AddHours(1):yyyy-MM-ddTHH:mm:ssZ}}"}"""));
        _server.Given(Request.Create().WithPath("/api/v3/repositories/7/releases/5").UsingGet()).AtPriority(10).RespondWith(FakeGitHub.Json("""{"id":5,"tag_name":"v1","updated_at":"2024-01-02T00:00:09Z"}"""));
        _server.Given(Request.Create().WithPath("/api/v3/installation/repositories").UsingGet()).AtPriority(10).RespondWith(FakeGitHub.Json($$"""{"total_count":1,"repositories":[{{FakeGitHub.Repository}}]}"""));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_app_signs_who_it_is_and_reads_with_the_token_that_it_gets_until_that_is_about_to_end()
    {
        await ReadAsync();
        await ReadAsync();
        _time.Advance(TimeSpan.FromMinutes(54));
        await ReadAsync();
        Assert.Equal(["Token ghs_1", "Token ghs_1", "Token ghs_1"], Sent("/releases/5"));

        _time.Advance(TimeSpan.FromMinutes(2));
        await ReadAsync();
        Assert.Equal("Token ghs_2", Sent("/releases/5")[^1]);

        var signed = Sent("/access_tokens")[0].Split(' ');
        Assert.Equal("Bearer", signed[0]);
        var parts = signed[1].Split('.');
        Assert.Equal("""{"alg":"RS256","typ":"JWT"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        var claims = JsonElement.Parse(Base64Url.DecodeFromChars(parts[1]));
        var now = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        Assert.Equal((now - 60, now + 540, "Iv23.app"), (claims.GetProperty("iat").GetInt64(), claims.GetProperty("exp").GetInt64(), claims.GetProperty("iss").GetString()));
        Assert.True(Key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public async Task A_token_that_GitHub_has_forgotten_is_replaced_once()
    {
        _server.Given(Request.Create().WithPath("/api/v3/repositories/7/releases/5").WithHeader("Authorization", "Token ghs_1")).AtPriority(1)
            .RespondWith(Response.Create().WithStatusCode(401).WithHeader("Content-Type", "application/json").WithBody("""{"message":"Bad credentials"}"""));
        await ReadAsync();
        Assert.Equal(["Token ghs_1", "Token ghs_2"], Sent("/releases/5"));
    }

    [Fact]
    public async Task Its_installation_s_repositories_are_what_is_read_and_the_check_says_who_it_is()
    {
        var check = await _instance.CheckAsync(Ct);
        Assert.True(check.Succeeded, check.Message);
        Assert.Contains("installation 42 of the GitHub App Iv23.app; 1 repositories", check.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, """{"message":"A JSON web token could not be decoded"}""", "private key")]
    [InlineData(404, """{"message":"Not Found"}""", "no installation 42")]
    [InlineData(403, """{"message":"suspended"}""", "suspended")]
    public async Task A_token_that_is_not_given_says_what_to_mend_and_no_secret(int status, string body, string told)
    {
        _server.Given(Request.Create().WithPath("/api/v3/app/installations/42/access_tokens").UsingPost()).AtPriority(1)
            .RespondWith(Response.Create().WithStatusCode(status).WithHeader("Content-Type", "application/json").WithBody(body));
        var fault = await Assert.ThrowsAsync<ConnectorException>(ReadAsync);
        Assert.Equal(ConnectorErrorKind.Authentication, fault.Kind);
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Sent("/access_tokens")[0].Split(' ')[1], fault.ToString(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _instance.DisposeAsync();
        _server.Stop();
        _server.Dispose();
    }

    private async Task ReadAsync() => Assert.NotNull(await _instance.FetchAsync(new("release", "5", "7"), Ct));

    private List<string> Sent(string path) =>
        [.. _server.LogEntries.Where(e => e.RequestMessage!.Path.EndsWith(path, StringComparison.Ordinal)).Select(e => e.RequestMessage!.Headers!["Authorization"].Single())];
}
