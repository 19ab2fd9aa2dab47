using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Decided in the brief: a secret is resolved at use, and part of no cursor, record, event, error or log line.</summary>
public sealed class SecrecyTests
{
    private const string EnvToken = "env-tok3n \"quoted\" q9Zr";
    private const string FileToken = "file-tok3n/with+signs=Xw7";
    private const string StoreToken = "store-tok3n-Lm42vB";
    private const string SignalToken = "signal-tok3n-8dKq";
    private const string PlainToken = "plain-tok3n-in-options-5Jp";
    private const string WrongKey = "plk_wrong-api-key-3Hs9";

    private const string Settings = """
        connectors: { folders: ["{home}/dropped"] }
        instances:
          - { id: refused, connector: github, options: { baseAddress: "{tool}/refused/api/v3", token: "env:PLUTORA_TEST_TOKEN", repositories: [o/r] } }
          - { id: unknown, connector: github, options: { baseAddress: "{tool}/unknown/api/v3", token: "file:{home}/token.secret", repositories: [o/r] } }
          - { id: busy, connector: github, options: { baseAddress: "{tool}/busy/api/v3", token: "store:github", repositories: [o/r] } }
          - { id: github-main, connector: github, options: {}, webhook: { verifier: hmac, secret: "file:{home}/webhook.secret" } }
          - { id: signalled, connector: hooked, webhook: { verifier: signal, secret: "file:{home}/signal.secret" } }
          - { id: headed, connector: hooked, webhook: { verifier: header, header: Authorization, user: ada, secret: "env:PLUTORA_TEST_TOKEN" } }
          - { id: throws, connector: leaky, options: { how: throws, token: "env:PLUTORA_TEST_TOKEN" } }
          - { id: faults, connector: leaky, options: { how: faults, token: "store:github" } }
          - { id: cursor, connector: leaky, options: { how: cursor, token: "file:{home}/token.secret" } }
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_leaves_the_hub_whatever_a_tool_or_a_plugin_echoes_and_whoever_asks()
    {
        using var tool = new EchoingTool();
        await using var hub = await StartAsync(tool);
        var calls = new Transcript(hub);
        Assert.Equal(204, (await calls.CallAsync("PUT", "/api/v1/secrets/github", JsonSerializer.Serialize(new { value = StoreToken }))).Status);
        foreach (var waiting in new[] { "busy", "faults" }) Assert.Equal(204, (await calls.CallAsync("POST", $"/api/v1/instances/{waiting}/reset")).Status);
        await ReadAsync(calls);
        Assert.Equal([.. new[] { EnvToken, FileToken, StoreToken }.Order()], tool.Presented.Where(t => t.Length > 0).Order());
        await DeliverAsync(calls);
        await MistakeAsync(calls);
        var key = await LookAsync(calls);
        await hub.KillAsync();
        await hub.EndedAsync();

        string[] secrets = [EnvToken, FileToken, StoreToken, SignalToken, PlainToken, WrongKey, HubProcess.Secret, key, await File.ReadAllTextAsync(Path.Combine(hub.Home, "admin.key"), Ct)];
        foreach (var secret in secrets)
        {
            Assert.All(calls.Answers, a => Assert.False(Forms(secret).Any(f => a.Contains(f, StringComparison.Ordinal)), $"'{secret}' stands in the answer to {a}"));
            Assert.All(hub.Output.Split('\n'), l => Assert.False(Forms(secret).Any(f => l.Contains(f, StringComparison.Ordinal)), $"'{secret}' stands in the process's output: {l}"));
            Assert.Empty(await FilesWithAsync(hub.Home, secret));
        }

        // What the masks put in their place shows that the secrets came that far.
        Assert.Contains("***", hub.Output, StringComparison.Ordinal);
        Assert.Contains(calls.Answers, a => a.Contains("Bad credentials: token ***", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("token: plain-tok3n-in-options-5Jp", "'token' is a secret and must be a reference")]
    [InlineData("token: [plain-tok3n-in-options-5Jp]", "token")]
    [InlineData("token: { plain-tok3n-in-options-5Jp: 1 }", "token")]
    [InlineData("tokken: plain-tok3n-in-options-5Jp", "tokken")]
    public async Task A_secret_written_into_the_settings_is_refused_by_its_options_name_and_not_told(string option, string named)
    {
        await using var hub = await HubProcess.PrepareAsync($$"""instances: [{ id: a, connector: github, options: { {{option}} } }]""");
        hub.Launch();
        Assert.Equal(2, await hub.EndedAsync());
        Assert.Contains(named, hub.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(PlainToken, hub.Output, StringComparison.Ordinal);
    }

    private static async Task<HubProcess> StartAsync(EchoingTool tool)
    {
        var home = await HubProcess.PrepareAsync(Settings.Replace("{tool}", tool.Url, StringComparison.Ordinal), ["Hooked", "Leaky"], new Dictionary<string, string> { ["PLUTORA_TEST_TOKEN"] = EnvToken });
        await File.WriteAllTextAsync(Path.Combine(home.Home, "token.secret"), FileToken, Ct);
        await File.WriteAllTextAsync(Path.Combine(home.Home, "signal.secret"), SignalToken, Ct);
        await home.StartAgainAsync();
        return home;
    }

    // Until each has met what its tool or plugin echoes.
    private static async Task ReadAsync(Transcript calls)
    {
        foreach (var id in new[] { "unknown", "busy", "throws" }) await calls.UntilAsync("/api/v1/instances/" + id, i => Reason(i).Contains("***", StringComparison.Ordinal));
        await calls.UntilAsync("/api/v1/instances/cursor", i => Fault(i, "thing").Contains("put a secret into the cursor", StringComparison.Ordinal));
        await calls.UntilAsync("/api/v1/instances/refused", i => Fault(i, "release").Length > 0 || Reason(i).Length > 0);
        await calls.UntilAsync("/api/v1/dead-letters", l => l.GetArrayLength() > 0);
        foreach (var id in new[] { "refused", "unknown", "busy", "throws", "faults", "cursor" }) await calls.CallAsync("POST", $"/api/v1/instances/{id}/check");
    }

    private static async Task DeliverAsync(Transcript calls)
    {
        const string body = """{"action":"opened",""";
        var signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(HubProcess.Secret), Encoding.UTF8.GetBytes(body)));
        (string, string)[] named = [("X-GitHub-Event", "issues"), ("X-GitHub-Delivery", "1")];
        Assert.Equal(202, (await calls.SendAsync("POST", "/hooks/github-main", body, [.. named, ("X-Hub-Signature-256", signature)])).Status);
        Assert.Equal(401, (await calls.SendAsync("POST", "/hooks/github-main", body, [.. named, ("X-Hub-Signature-256", HubProcess.Secret)])).Status);
        Assert.Equal(202, (await calls.SendAsync("POST", "/hooks/signalled/" + SignalToken, "{}", [])).Status);
        Assert.Equal(401, (await calls.SendAsync("POST", "/hooks/signalled/" + SignalToken + "x", "{}", [])).Status);
        Assert.Equal(404, (await calls.SendAsync("POST", "/hooks/nobody/" + SignalToken, "{}", [])).Status);
        Assert.Equal(413, (await calls.SendAsync("POST", "/hooks/signalled/" + SignalToken, new string(' ', 27_000_000), [])).Status);
        Assert.Equal(405, (await calls.SendAsync("GET", "/hooks/signalled/" + SignalToken, null, [])).Status);
        Assert.Equal(202, (await calls.SendAsync("POST", "/hooks/headed", "{}", [("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:" + EnvToken)))])).Status);
        Assert.Equal(401, (await calls.SendAsync("POST", "/hooks/headed", "{}", [("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("eve:" + EnvToken)))])).Status);
    }

    // A secret where none belongs: the answer names the place and not the secret.
    private static async Task MistakeAsync(Transcript calls)
    {
        var (status, said) = await calls.CallAsync("POST", "/api/v1/instances", $$$"""{"id":"b","connector":"github","options":{"token":"{{{PlainToken}}}"} }""");
        Assert.Equal(422, status);
        Assert.Contains("'token' is a secret", said, StringComparison.Ordinal);
        foreach (var wrong in new[] { $$"""{"value":{"a":"{{PlainToken}}"} }""", $$"""{"value":"{{PlainToken}}""", $"\"{PlainToken}\"", $$"""{"value":"a","value":"{{PlainToken}}"}""" })
        {
            Assert.Equal(400, (await calls.CallAsync("PUT", "/api/v1/secrets/other", wrong)).Status);
        }

        Assert.Equal(422, (await calls.CallAsync("POST", "/api/v1/instances", $$"""{"id":"b","connector":"github","options":{"token":["{{PlainToken}}"]},"webhook":{"verifier":"hmac","secret":"{{PlainToken}}"} }""")).Status);
        Assert.Equal(401, (await calls.SendAsync("GET", "/api/v1/instances", null, [("Authorization", "Bearer " + WrongKey)])).Status);
        Assert.Equal(401, (await calls.SendAsync("GET", "/api/v1/instances?key=" + WrongKey, null, [("Authorization", "Basic " + WrongKey)])).Status);
    }

    private static async Task<string> LookAsync(Transcript calls)
    {
        var (status, made) = await calls.SendAsync("POST", "/api/v1/keys", """{"name":"ci","role":"viewer"}""", [], keep: false);
        Assert.Equal(201, status);
        foreach (var instance in (await calls.GetAsync("/api/v1/instances")).EnumerateArray().Select(i => i.GetProperty("definition").GetProperty("id").GetString()).ToList())
        {
            foreach (var part in new[] { "", "/export", "/cursors", "/lag", "/deletions" }) Assert.Equal(200, (await calls.CallAsync("GET", $"/api/v1/instances/{instance}{part}")).Status);
        }

        foreach (var path in new[] { "status", "connectors", "mappings", "keys", "secrets", "schemas", "references", "entities/waiting", "events?topic=cdm.*&from=earliest&follow=false" })
        {
            Assert.Equal(200, (await calls.CallAsync("GET", "/api/v1/" + path)).Status);
        }

        foreach (var letter in (await calls.GetAsync("/api/v1/dead-letters")).EnumerateArray().Select(l => l.GetProperty("id").GetString()!).ToList())
        {
            await calls.CallAsync("GET", "/api/v1/dead-letters/" + Uri.EscapeDataString(letter));
        }

        foreach (var path in new[] { "/metrics", "/openapi/v1.json", "/health/ready", "/health/live" }) Assert.Equal(200, (await calls.CallAsync("GET", path)).Status);
        Assert.Equal(201, (await calls.CallAsync("POST", "/api/v1/log/backup", """{"file":"a.db"}""")).Status);
        return JsonElement.Parse(made).GetProperty("key").GetString()!;
    }

    private static string Reason(JsonElement instance) => instance.GetProperty("state").TryGetProperty("reason", out var reason) ? reason.GetString() ?? "" : "";

    private static string Fault(JsonElement instance, string stream) =>
        instance.GetProperty("state").GetProperty("streams").TryGetProperty(stream, out var state) && state.TryGetProperty("fault", out var fault) ? fault.GetString() ?? "" : "";

    private static async Task<IReadOnlyList<string>> FilesWithAsync(string home, string secret)
    {
        var found = new List<string>();
        var forms = Forms(secret).Select(Encoding.UTF8.GetBytes).ToList();
        foreach (var file in Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".secret", StringComparison.Ordinal) && Path.GetFileName(f) != "admin.key"))
        {
            var bytes = await File.ReadAllBytesAsync(file, Ct);
            if (forms.Exists(form => bytes.AsSpan().IndexOf(form) >= 0)) found.Add($"'{secret}' in {file}");
        }

        return found;
    }

    // As it is, in an address, in JSON, and in base64 behind any text.
    private static IEnumerable<string> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return new[] { secret, Uri.EscapeDataString(secret), JsonEncodedText.Encode(secret).Value, secret.Replace("\"", "\\\"", StringComparison.Ordinal) }
            .Concat(Enumerable.Range(0, 3).Select(shift => Convert.ToBase64String([.. new byte[shift], .. bytes]).TrimEnd('=')[(shift == 0 ? 0 : shift + 1)..^1]));
    }
}
