using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Hub.Tests;

/// <summary>Each kind of verifier over a real socket: what is genuine is taken, what is not is refused with what is wrong and never with what was expected.</summary>
public sealed class VerifierTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("verifier: header", "X-Secret", RunningHub.Secret, 202, "")]
    [InlineData("verifier: header", "X-Secret", "guess", 401, "'X-Secret' does not hold")]
    [InlineData("verifier: header", "X-Other", RunningHub.Secret, 401, "'X-Secret' with the shared secret is missing")]
    [InlineData("verifier: header, header: X-Mine", "X-Mine", RunningHub.Secret, 202, "")]
    [InlineData("verifier: header, header: Authorization, user: ada", "Authorization", "Basic ada", 202, "")]
    [InlineData("verifier: header, header: Authorization, user: ada", "Authorization", "Basic eve", 401, "does not hold")]
    [InlineData("verifier: hmac", "X-Signature", "right", 202, "")]
    [InlineData("verifier: hmac", "X-Signature", "abcd", 401, "does not match the body")]
    [InlineData("verifier: hmac", "X-Signature", "no hash", 401, "not a signature of the expected form")]
    [InlineData("verifier: jwt", "Authorization", "jwt 60 HS256", 202, "")]
    [InlineData("verifier: jwt", "Authorization", "jwt -30 HS256", 202, "")]
    [InlineData("verifier: jwt", "Authorization", "jwt -90 HS256", 401, "Check the clocks of the tool and of the hub")]
    [InlineData("verifier: jwt", "Authorization", "jwt 60 none", 401, "not signed with HS256")]
    [InlineData("verifier: jwt", "Authorization", "Bearer a.b", 401, "not a JSON Web Token")]
    [InlineData("verifier: certificate, thumbprint: ab", "X-Secret", RunningHub.Secret, 401, "No client certificate")]
    [InlineData("verifier: signal", "X-Secret", RunningHub.Secret, 401, "lacks the token")]
    public async Task A_delivery_is_taken_when_it_is_genuine_and_else_refused_with_what_is_wrong(string verifier, string header, string value, int expected, string sentence)
    {
        await using var hub = await StartAsync(verifier);
        var (status, answer) = await DeliverAsync(hub, "/hooks/hooked", header, Presented(value));
        Assert.Equal(expected, status);
        Assert.Contains(sentence, answer, StringComparison.Ordinal);
        Assert.DoesNotContain(RunningHub.Secret, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("header", "X-Secret")]
    [InlineData("hmac", "X-Signature")]
    [InlineData("jwt", "Authorization")]
    public async Task Without_a_secret_set_every_delivery_is_refused_with_the_remedy(string verifier, string header)
    {
        await using var hub = await RunningHub.StartAsync(Instance($"verifier: {verifier}").Replace("webhook.secret", "empty.secret", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(hub.Folder, "empty.secret"), "", Ct);
        await hub.OpenAsync("hooked");
        var (status, answer) = await DeliverAsync(hub, "/hooks/hooked", header, "");
        Assert.Equal(401, status);
        Assert.Contains("secret", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_without_a_verifier_takes_no_webhooks_and_says_what_to_set()
    {
        await using var hub = await RunningHub.StartAsync("  - { id: hooked, connector: hooked }\n");
        var (status, answer) = await DeliverAsync(hub, "/hooks/hooked", "X-Secret", RunningHub.Secret);
        Assert.Equal(401, status);
        Assert.Contains("set its webhook verifier", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_takes_a_few_a_minute_and_then_says_when_to_come_back()
    {
        await using var hub = await StartAsync("verifier: signal");
        var address = "/hooks/hooked/" + Uri.EscapeDataString(RunningHub.Secret);
        Assert.Equal(401, (await DeliverAsync(hub, "/hooks/hooked/guess", "X-A", "b")).Status);
        for (var i = 0; i < 6; i++) Assert.Equal(202, (await DeliverAsync(hub, address, "X-A", "b")).Status);

        using var response = await hub.Http.PostAsync(address, new StringContent("{}"), Ct);
        Assert.Equal(429, (int)response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Contains("'hooked'", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private static async Task<RunningHub> StartAsync(string verifier)
    {
        var hub = await RunningHub.StartAsync(Instance(verifier));
        await hub.OpenAsync("hooked");
        return hub;
    }

    private static string Instance(string verifier) => $$"""
          - id: hooked
            connector: hooked
            webhook: { {{verifier}}, secret: "file:{folder}/webhook.secret" }
        """;

    private static string Presented(string value) => value switch
    {
        "right" => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(RunningHub.Secret), "{}"u8)),
        "Basic ada" or "Basic eve" => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{value[6..]}:{RunningHub.Secret}")),
        _ when value.StartsWith("jwt ", StringComparison.Ordinal) => "JWT " + Token(int.Parse(value.Split(' ')[1], CultureInfo.InvariantCulture), value.Split(' ')[2]),
        _ => value,
    };

    private static string Token(int expiresIn, string algorithm)
    {
        var head = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["alg"] = algorithm }));
        var body = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["exp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + expiresIn }));
        return $"{head}.{body}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(RunningHub.Secret), Encoding.ASCII.GetBytes($"{head}.{body}")))}";
    }

    private static async Task<(int Status, string Answer)> DeliverAsync(RunningHub hub, string address, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent("{}") };
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await hub.Http.SendAsync(request, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        using var answer = JsonDocument.Parse(text);
        return ((int)response.StatusCode, answer.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString()! : answer.RootElement.GetProperty("message").GetString()!);
    }
}
