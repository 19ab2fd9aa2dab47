using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Rule 32 of state: a hub with an empty home folder, the settings, the master key and the log takes over everything.</summary>
public sealed class TakeOverTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hub_with_an_empty_home_folder_takes_over_everything_that_another_left_in_the_log()
    {
        await using var first = await HubProcess.StartAsync("""
            instances:
              - { id: github-main, connector: github, options: {}, paused: true, webhook: { verifier: hmac, secret: "store:webhooks" } }
            """);
        await CallAsync(first, HttpMethod.Put, "/api/v1/secrets/webhooks", new { value = HubProcess.Secret });
        await CallAsync(first, HttpMethod.Post, "/api/v1/connectors", new { source = Places.Plugin("Good") });
        await CallAsync(first, HttpMethod.Post, "/api/v1/instances", new { id = "good-one", connector = "good", displayName = "A good one", options = new { } });
        await CallAsync(first, HttpMethod.Post, "/api/v1/keys", new { name = "reader", role = "viewer" });
        await CallAsync(first, HttpMethod.Post, "/api/v1/mappings/github-main/issue/activate", new { overlay = "version: 1\nset: { title: '\"[here] \" & title' }\n" });
        Assert.Equal(HttpStatusCode.Accepted, await first.DeliverAsync("issues", "delivery-1", Issue(1, "one"), Ct));
        await LogReading.SettledAsync(first);
        var before = await StandsAsync(first);

        await using var next = await first.TakeOverAsync();
        await LogReading.SettledAsync(next);
        Assert.Equal(before, await StandsAsync(next));
        Assert.Contains("[here] one", before, StringComparison.Ordinal);
        Assert.Contains("good-one", before, StringComparison.Ordinal);

        // A delivery that came before is known, a new one is mapped as before.
        Assert.Equal(HttpStatusCode.Accepted, await next.DeliverAsync("issues", "delivery-1", Issue(1, "told again under the same id"), Ct));
        Assert.Equal(HttpStatusCode.Accepted, await next.DeliverAsync("issues", "delivery-2", Issue(2, "two"), Ct));
        await LogReading.SettledAsync(next);
        Assert.Equal("[here] one", await TitleAsync(next, 1));
        Assert.Equal("[here] two", await TitleAsync(next, 2));
    }

    // What an administrator sees, but for what tells of the running process itself.
    private static async Task<string> StandsAsync(HubProcess hub)
    {
        var text = new StringBuilder();
        foreach (var path in new[] { "/api/v1/connectors", "/api/v1/keys", "/api/v1/secrets", "/api/v1/mappings" }) text.AppendJoin("\n", (await hub.GetAsync(path)).EnumerateArray().Select(e => e.ToString()).Order(StringComparer.Ordinal)).AppendLine();
        foreach (var instance in (await hub.GetAsync("/api/v1/instances")).EnumerateArray()) text.AppendLine(instance.GetProperty("definition").ToString());
        return text.AppendLine(await TitleAsync(hub, 1)).ToString();
    }

    private static async Task<string?> TitleAsync(HubProcess hub, int number) =>
        (await hub.GetAsync($"/api/v1/entities?id=github-main/work-item/{number}")).GetProperty("entity").GetProperty("title").GetString();

    private static byte[] Issue(int number, string title) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        action = "opened",
        repository = new { id = 7, full_name = "o/r" },
        issue = new
        {
            id = number,
            number,
            title,
            state = "open",
            created_at = "2026-01-01T00:00:00Z",
            updated_at = "2026-01-01T00:00:00Z",
            html_url = $"https://github.com/o/r/issues/{number}",
            url = $"https://api.github.com/repos/o/r/issues/{number}",
            repository_url = "https://api.github.com/repos/o/r",
        },
    });

    private static async Task CallAsync(HubProcess hub, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var response = await hub.Http.SendAsync(request, Ct);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Ct)}");
    }
}
