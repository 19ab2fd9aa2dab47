using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>Takes the pictures of docs/console of every page, on the simulated company.</summary>
public sealed class PictureTests(ConsoleHub browser)
{
    private const string Mistake = """
        version: 1
        set:
          extensions:
            ticket: $number($substringBefore(title, "-"))
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(SkipUnless = nameof(Pictures.AreWanted), SkipType = typeof(Pictures), Skip = "Pictures of the console are taken where PLUTORA_WRITE_PICTURES=1 asks for them.")]
    public async Task Every_page_is_taken_by_day_and_night_on_a_desk_and_in_a_hand()
    {
        await using var probe = await browser.OpenAsync(null, "about:blank");
        var (company, _) = await Company.StartAsync("--Months", "1", "--Teams", "2");
        await using var ending = company;
        var key = await File.ReadAllTextAsync(Path.Combine(company.Home, "admin.key"), Ct);
        using var http = new HttpClient { BaseAddress = new(company.Address + "/api/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var pages = await PrepareAsync(http);
        foreach (var (dark, width) in new[] { (true, 390), (false, 1280), (false, 390), (true, 1280) })
        {
            await using var view = await browser.OpenAsync(null, company.Address + "/sign-in", dark, width);
            var suffix = (dark ? "-dark" : "-light") + (width == 1280 ? "" : "-390");
            await Pictures.TakeAsync(view.Page, $"console/sign-in{suffix}");
            await view.Page.GetByLabel("API key").FillAsync(key);
            await view.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
            await view.SeeAsync("Home");
            foreach (var (name, path) in pages)
            {
                await view.Page.GotoAsync(company.Address + path);
                await view.Page.Locator("html[data-live] main h1").WaitForAsync();
                await view.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
                await Pictures.TakeAsync(view.Page, $"console/{name}{suffix}", 1000);
            }

            Assert.Empty(view.Complaints);
        }
    }

    // Something of everything: a mapping with a mistake and its dead letters, a preview, actions, a catalog, keys.
    private static async Task<(string Name, string Path)[]> PrepareAsync(HttpClient http)
    {
        await Waiting.UntilAsync("the company is read", async () => await TotalAsync("change-request") > 5 && await TotalAsync("pull-request") > 30 && await TotalAsync("deployment") > 30 && await TotalAsync("work-item") > 50);
        await SendAsync(HttpMethod.Post, "instances", """{"id":"organisation","connector":"catalog","displayName":"Organisation"}""");
        await SendAsync(HttpMethod.Post, "keys", """{"name":"dashboard","role":"Viewer","instances":["jira","github"]}""");
        await SendAsync(HttpMethod.Post, "keys", """{"name":"release-service","role":"Operator"}""");
        var overlay = new JsonObject { ["overlay"] = Mistake }.ToJsonString();
        await SendAsync(HttpMethod.Post, "mappings/github/pull-request/preview", overlay);
        await Waiting.UntilAsync("the preview is made", async () => (await GetAsync(http, "mappings/github/pull-request/preview")).GetProperty("finished").GetBoolean());
        await SendAsync(HttpMethod.Post, "mappings/github/pull-request/activate", overlay);
        await SendAsync(HttpMethod.Post, "mappings/github/pull-request/replay");
        await Waiting.UntilAsync("the replay is over", async () => (await GetAsync(http, "mappings/github/pull-request/replay")).GetProperty("finished").GetBoolean());
        await SendAsync(HttpMethod.Post, "actions?wait=20", """{"action":"close-ticket","target":"INC0010001","arguments":{"comment":"It was the cable."},"idempotencyKey":"picture"}""");
        await Waiting.UntilAsync("dead letters wait", async () => (await GetAsync(http, "dead-letters/groups")).GetArrayLength() > 0);
        var group = (await GetAsync(http, "dead-letters/groups"))[0];
        var letter = (await GetAsync(http, "dead-letters?limit=1"))[0].GetProperty("id").GetString();
        var action = (await GetAsync(http, "actions")).GetProperty("actions")[0].GetProperty("id").GetString();
        var pull = "/entity?id=" + Uri.EscapeDataString((await GetAsync(http, "entities/search?text=&entity=pull-request&limit=1")).GetProperty("entities")[0].GetProperty("id").GetString()!);
        var incident = (await GetAsync(http, "entities?id=INC0010001")).GetProperty("entity").GetProperty("id").GetString()!;
        return
        [
            ("home", "/"), ("events", "/events"), ("search", "/search?q=checkout"), ("entity", pull), ("entity-history", pull + "&view=history"), ("entity-links", pull + "&view=links"),
            ("entity-cdevents", pull + "&view=cdevents"), ("entity-record", pull + "&view=record"), ("entity-json", pull + "&view=json"), ("references", "/references"),
            ("dead-letters", $"/dead-letters?instance=github&stream=pull-request&stage=map&cause={Uri.EscapeDataString(group.GetProperty("cause").GetString()!)}"), ("dead-letter", $"/dead-letters/{letter}"),
            ("mappings", "/mappings"), ("mapping", "/mappings/github/pull-request"), ("mapping-preview", "/mappings/github/pull-request?view=preview"), ("mapping-overlay", "/mappings/github/pull-request?view=diff"),
            ("mapping-values", "/mappings/jenkins/build?view=values"), ("mapping-activations", "/mappings/github/pull-request?view=history"),
            ("actions", "/actions"), ("action", $"/actions/{action}"), ("action-run", "/actions/run?target=" + Uri.EscapeDataString(incident)),
            ("integrations", "/integrations"), ("integration", "/integrations/jira"), ("integration-webhook", "/integrations/github?view=webhook"), ("integration-log", "/integrations/jira?view=log"),
            ("integration-settings", "/integrations/jira?view=settings"), ("integration-documents", "/integrations/organisation?view=documents"), ("integration-edit", "/integrations/organisation/edit"),
            ("connectors", "/integrations/connectors"), ("connector", "/integrations/connectors/jira"), ("connect", "/integrations/new/jira"), ("keys", "/keys"), ("audit", "/audit"),
        ];

        async Task<int> TotalAsync(string entity) => (await GetAsync(http, $"entities/search?text=&entity={entity}&limit=1")).GetProperty("total").GetInt32();

        async Task SendAsync(HttpMethod method, string path, string body = "{}")
        {
            using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, null, "application/json") };
            using var answer = await http.SendAsync(request, Ct);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync(Ct)}");
        }
    }

    private static Task<JsonElement> GetAsync(HttpClient http, string path) => http.GetFromJsonAsync<JsonElement>(path, Ct);
}
