using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Playwright;
using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Keys;
using static Microsoft.Playwright.Assertions;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>A help desk with something of everything: an entity with a past, links and a reference that waits, a value without a place, a dead letter, an overlay, a preview, and an action that nobody knows the end of.</summary>
public sealed class LookedAt(ConsoleHub hub) : IAsyncLifetime
{
    internal Desk Desk { get; private set; } = null!;

    /// <summary>Id of the dead letter.</summary>
    public string Letter { get; private set; } = "";

    /// <summary>Id of the action.</summary>
    public string Action { get; private set; } = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Desk = await Desk.OpenAsync(hub, "look-desk", new Ticket("2", "Build a house"), new Ticket("1", "Dig a hole") { Status = "Resting", PartOf = "somebody's plan", Blocks = "T-2" }, new Ticket("3", "Count bricks") { Points = "too many" });
        await Desk.FindAsync("1");
        await Desk.FindAsync("2");
        await Desk.TellAsync(new Ticket("1", "Dig a deep hole") { Version = 2, Status = "Resting", PartOf = "somebody's plan", Blocks = "T-2" });
        await Desk.FindAsync("1", e => e.GetProperty("title").GetString() == "Dig a deep hole");
        await Waiting.UntilAsync("a dead letter waits", async () => (await hub.Runtime.DeadLetterIndex.ListAsync(d => d.Instance == Desk.Id, Ct)) is [var letter] && (Letter = letter.Id).Length > 0);
        Assert.Empty(await hub.Runtime.Mappings.ActivateAsync(Desk.Id, "ticket", "version: 1\nset: { description: title }\n", Ct));
        var preview = (await hub.Runtime.Mappings.CompileAsync(Desk.Id, "ticket", null, Ct))!.Mapping!;
        Assert.True(await hub.Runtime.Previews.StartAsync(Desk.Id, "ticket", preview, new(), Ct));
        var key = hub.Runtime.Keys.Find(hub.KeyOf(Role.Operator))!;
        var taken = await hub.Runtime.Desk.AcceptAsync(new() { Action = "close-ticket", Target = Desk.Entity("1"), Arguments = JsonElement.Parse("""{"resolution":"lost"}"""), IdempotencyKey = "look" }, key, Ct);
        Action = taken.Action!.Id;
        await Waiting.UntilAsync("nobody knows the action's end", async () => await hub.Runtime.Actions.FindAsync(Action, Ct) is { Status: ActionStatus.Unknown });
        await Waiting.UntilAsync("the preview is made", () => hub.Runtime.Previews.Find(Desk.Id, "ticket") is { Finished: true });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Events, dead letters, mappings and actions for each role: everybody can use them, and nobody is shown or given what they may not do.</summary>
public sealed class RoleTests(ConsoleHub hub, LookedAt seen) : IClassFixture<LookedAt>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Each page and each state of it, and the least role that it is for.
    private (string Path, string Heading, Role Least)[] Pages =>
    [
        ("/", "Home", Role.Viewer),
        ("/events?instance=look-desk", "Events", Role.Viewer),
        ("/search?q=look-desk", "Search", Role.Viewer),
        ("/references", "References that wait", Role.Viewer),
        (seen.Desk.PageOf("1"), "Dig a deep hole", Role.Viewer),
        (seen.Desk.PageOf("1", "history"), "Dig a deep hole", Role.Viewer),
        (seen.Desk.PageOf("1", "links"), "Dig a deep hole", Role.Viewer),
        (seen.Desk.PageOf("1", "cdevents"), "Dig a deep hole", Role.Viewer),
        (seen.Desk.PageOf("1", "json"), "Dig a deep hole", Role.Viewer),
        (seen.Desk.PageOf("1", "record"), "Dig a deep hole", Role.Operator),
        ("/dead-letters?instance=look-desk", "Dead letters", Role.Viewer),
        ($"/dead-letters/{seen.Letter}", "3", Role.Operator),
        ("/mappings", "Mappings", Role.Viewer),
        ("/mappings/look-desk/ticket?record=1", "look-desk/ticket", Role.Viewer),
        ("/mappings/look-desk/ticket?view=preview", "look-desk/ticket", Role.Viewer),
        ("/mappings/look-desk/ticket?view=diff", "look-desk/ticket", Role.Viewer),
        ("/mappings/look-desk/ticket?view=values", "look-desk/ticket", Role.Viewer),
        ("/mappings/look-desk/ticket?view=history", "look-desk/ticket", Role.Viewer),
        ("/actions", "Actions", Role.Viewer),
        ($"/actions/{seen.Action}", "close-ticket", Role.Viewer),
        ("/actions/run", "Run an action", Role.Operator),
        ($"/actions/run?target={Uri.EscapeDataString(seen.Desk.Entity("1"))}", "Run an action", Role.Operator),
        ("/integrations", "Integrations", Role.Viewer),
        ("/integrations/connectors", "Connectors", Role.Viewer),
        ("/integrations/connectors/git", "Git", Role.Viewer),
        ("/integrations/code", "Our code", Role.Viewer),
        ("/integrations/code?view=log", "Our code", Role.Operator),
        ("/integrations/code?view=settings", "Our code", Role.Viewer),
        ("/integrations/organisation?view=documents", "organisation", Role.Viewer),
        ("/integrations/organisation/edit", "Change organisation", Role.Administrator),
        ("/integrations/new/github", "Connect GitHub", Role.Administrator),
        ("/keys", "API keys", Role.Administrator),
        ("/audit", "Audit", Role.Administrator),
        ("/not-found", "There is no such page", Role.Viewer),
        ("/not-allowed", "Your role does not allow this", Role.Viewer),
    ];

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Operator)]
    [InlineData(Role.Administrator)]
    public async Task Every_page_can_be_used_by_everybody_whom_it_is_for_by_day_and_night_on_a_desk_and_in_a_hand_and_is_refused_to_the_rest(Role role)
    {
        await using var view = await hub.OpenAsync(role, "/events");
        foreach (var (path, heading, least) in Pages)
        {
            if (role < least)
            {
                await RefusedAsync(view.Page, path, least.ToString().ToLowerInvariant());
                continue;
            }

            await view.GoAsync(path, heading);
            // Who may do less is shown less of the same.
            await HoldsAsync(view.Page, path, role switch
            {
                Role.Administrator => [(false, 1280), (true, 1280), (false, 390), (true, 390)],
                Role.Operator => [(true, 390)],
                _ => [(false, 1280), (true, 390)],
            });
        }

        // Of an answer that says that there is no such page the browser itself tells.
        Assert.Equal(["Failed to load resource: the server responded with a status of 404 (Not Found)"], view.Complaints);
    }

    [Fact]
    public async Task The_door_can_be_used_by_everybody_and_a_mistyped_address_is_answered_by_a_page()
    {
        await using var view = await hub.OpenAsync(null, "/sign-in");
        await HoldsAsync(view.Page, "/sign-in", [(false, 1280), (true, 1280), (false, 390), (true, 390)]);
        await using var lost = await hub.OpenAsync(Role.Viewer, "/events");
        var answer = await lost.Page.GotoAsync("/evnets/of?yesterday");
        Assert.Equal(404, answer!.Status);
        await lost.SeeAsync("There is no such page");
        await Expect(lost.Page.Locator("main")).ToContainTextAsync("nothing at /evnets/of.");
        await Expect(lost.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Events" })).ToBeVisibleAsync();
        Assert.EndsWith("/evnets/of?yesterday", lost.Page.Url, StringComparison.Ordinal);
        await HoldsAsync(lost.Page, "/evnets/of", [(false, 1280), (true, 390)]);
        await lost.Page.GetByRole(AriaRole.Link, new() { Name = "Go to the start" }).ClickAsync();
        await lost.SeeAsync("Home");

        // What asks without a browser is answered as programs are.
        using var http = new HttpClient { BaseAddress = new(hub.Address) };
        foreach (var (path, accept) in new[] { ("/evnets", "application/json"), ("/evnets", "*/*"), ("/api/v1/evnets", "application/json, text/html") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", accept } } };
            using var told = await http.SendAsync(request, Ct);
            Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (told.StatusCode, told.Content.Headers.ContentType?.MediaType));
        }
    }

    [Fact]
    public void Every_route_of_the_console_is_looked_at_for_each_role()
    {
        // The door is looked at by nobody who has a role.
        var routes = typeof(ConsoleSetup).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Where(t => t != "/sign-in").Order(StringComparer.Ordinal).ToList();
        Assert.Contains("/integrations/{Id}/edit", routes);
        Assert.Equal(routes, Pages.Select(p => RouteOf(p.Path)).Distinct().Order(StringComparer.Ordinal));

        // Of several that fit, the one with the fewest parameters serves.
        string RouteOf(string path) => routes.Where(r => new TemplateMatcher(TemplateParser.Parse(r.TrimStart('/')), []).TryMatch(path.Split('?')[0], [])).MinBy(r => r.Count(c => c == '{')) ?? "no route of " + path;
    }

    [Fact]
    public async Task A_viewer_looks_and_an_operator_acts_and_neither_is_shown_more()
    {
        await using var viewer = await hub.OpenAsync(Role.Viewer, seen.Desk.PageOf("1"));
        await viewer.SeeAsync("Dig a deep hole");
        await Expect(viewer.Page.GetByText("an administrator settles it")).ToBeVisibleAsync();
        await NoneAsync(viewer.Page, AriaRole.Link, "Run an action", "Raw record");
        await RefusedAsync(viewer.Page, seen.Desk.PageOf("1", "record"), "operator");
        await viewer.GoAsync("/dead-letters?instance=look-desk", "Dead letters");
        await Expect(viewer.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await NoneAsync(viewer.Page, AriaRole.Button, "Replay");
        await RefusedAsync(viewer.Page, $"/dead-letters/{seen.Letter}", "operator");
        await viewer.GoAsync($"/actions/{seen.Action}", "close-ticket");
        await Expect(viewer.Page.GetByText("unknown", new() { Exact = true })).ToBeVisibleAsync();
        await NoneAsync(viewer.Page, AriaRole.Button, "Look at the tool", "It was done", "It was not done");
        await viewer.GoAsync("/actions", "Actions");
        await NoneAsync(viewer.Page, AriaRole.Link, "Run an action");
        await RefusedAsync(viewer.Page, "/actions/run", "operator");
        await MapsNothingAsync(viewer);

        await using var operating = await hub.OpenAsync(Role.Operator, $"/actions/{seen.Action}");
        await operating.SeeAsync("close-ticket");
        await Expect(operating.Page.GetByRole(AriaRole.Button, new() { Name = "Look at the tool" })).ToBeVisibleAsync();
        await NoneAsync(operating.Page, AriaRole.Link, "audit trail");
        await operating.GoAsync($"/dead-letters/{seen.Letter}", "3");
        await Expect(operating.Page.GetByRole(AriaRole.Button, new() { Name = "Replay" })).ToBeVisibleAsync();
        await operating.GoAsync(seen.Desk.PageOf("1"), "Dig a deep hole");
        await Expect(operating.Page.GetByText("an administrator settles it")).ToBeVisibleAsync();
        await MapsNothingAsync(operating);
    }

    [Fact]
    public async Task What_a_role_may_not_do_no_hand_made_request_does_either()
    {
        (HttpMethod Method, string Path, Role Least)[] asked =
        [
            (HttpMethod.Get, $"entities/record?record={seen.Desk.Id}/ticket/1", Role.Operator),
            (HttpMethod.Get, $"dead-letters/{seen.Letter}", Role.Operator),
            (HttpMethod.Post, $"dead-letters/{seen.Letter}/replay", Role.Operator),
            (HttpMethod.Post, "dead-letters/replay", Role.Operator),
            (HttpMethod.Post, "actions", Role.Operator),
            (HttpMethod.Post, "actions/preview", Role.Operator),
            (HttpMethod.Post, $"actions/{seen.Action}/settle", Role.Operator),
            (HttpMethod.Post, "references/settle", Role.Administrator),
            (HttpMethod.Post, $"mappings/{seen.Desk.Id}/ticket/try", Role.Administrator),
            (HttpMethod.Post, $"mappings/{seen.Desk.Id}/ticket/preview", Role.Administrator),
            (HttpMethod.Post, $"mappings/{seen.Desk.Id}/ticket/activate", Role.Administrator),
            (HttpMethod.Post, $"mappings/{seen.Desk.Id}/ticket/rollback", Role.Administrator),
            (HttpMethod.Post, $"mappings/{seen.Desk.Id}/ticket/replay", Role.Administrator),
            (HttpMethod.Post, $"mappings/{seen.Desk.Id}/ticket/place", Role.Administrator),
        ];
        using var http = new HttpClient { BaseAddress = new(hub.Address + "/api/v1/") };
        foreach (var (method, path, least) in asked)
        {
            foreach (var role in new[] { Role.Viewer, Role.Operator }.Where(r => r < least))
            {
                using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Post ? JsonContent.Create(new { }) : null, Headers = { Authorization = new AuthenticationHeaderValue("Bearer", hub.KeyOf(role)) } };
                using var answer = await http.SendAsync(request, Ct);
                Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} as {role}: {answer.StatusCode}");
            }
        }

        // The console's cookie opens the console alone: a page elsewhere that gets a browser to ask has no key to show.
        await using var view = await hub.OpenAsync(Role.Administrator, "/events");
        await view.SeeAsync("Events");
        Assert.Equal(401, await view.Page.EvaluateAsync<int>("path => fetch(path, { method: 'POST', credentials: 'include', body: '{}', headers: { 'content-type': 'application/json' } }).then(answer => answer.status)", $"/api/v1/mappings/{seen.Desk.Id}/ticket/rollback"));
    }

    private static async Task HoldsAsync(IPage page, string path, params (bool Dark, int Width)[] looks)
    {
        foreach (var (dark, width) in looks)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            await page.SetViewportSizeAsync(width, 900);
            await Axe.HoldsAsync(page);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than a window of {width} px.");
        }
    }

    private static async Task MapsNothingAsync(ConsolePageView view)
    {
        foreach (var address in new[] { "", "?view=edit", "?view=preview", "?view=values", "?view=history" })
        {
            await view.GoAsync("/mappings/look-desk/ticket" + address, "look-desk/ticket");
            await Expect(view.Page.Locator(".tabs li")).ToHaveCountAsync(3);
            await NoneAsync(view.Page, AriaRole.Button, "Activate", "Preview", "Roll back", "Replay");
            await Expect(view.Page.Locator("main").Locator("code-editor, input[list], select, input:not([type=search])")).ToHaveCountAsync(0);
        }
    }

    private static async Task RefusedAsync(IPage page, string path, string needed)
    {
        await page.GotoAsync(path);
        await page.GetByRole(AriaRole.Alert).Filter(new() { HasText = $"this needs {needed}" }).WaitForAsync();
        await Expect(page.Locator("main").Locator("pre, form:not([role=search]), button.main")).ToHaveCountAsync(0);
    }

    private static async Task NoneAsync(IPage page, AriaRole role, params string[] names)
    {
        foreach (var name in names)
        {
            await Expect(page.Locator("main").GetByRole(role, new() { Name = name })).ToHaveCountAsync(0);
        }
    }
}
