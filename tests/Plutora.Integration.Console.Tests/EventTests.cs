using Microsoft.Playwright;
using Plutora.Integration.Hub.Runtime.Keys;
using static Microsoft.Playwright.Assertions;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>A person looks at what is published, follows one thing, and says what is meant where the hub cannot know.</summary>
public sealed class EventTests(ConsoleHub hub)
{
    [Fact]
    public async Task What_is_published_appears_by_itself_is_filtered_and_paused_and_each_state_has_its_address()
    {
        var desk = await Desk.OpenAsync(hub, "stream-desk", new Ticket("1", "Printer burns"));
        await desk.FindAsync("1");
        await using var view = await hub.OpenAsync(Role.Viewer, "/events?instance=stream-desk");
        var page = view.Page;
        await view.SeeAsync("Events");
        var rows = page.Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("Printer burns");

        await desk.TellAsync(new Ticket("2", "Door stuck"));
        await Expect(rows.First).ToContainTextAsync("Door stuck");
        await Expect(rows.First).ToContainTextAsync("upserted");

        await page.GetByLabel("Type").SelectOptionAsync("deleted");
        await Expect(page.GetByText("No event fits these filters")).ToBeVisibleAsync();
        await page.GetByLabel("Type").SelectOptionAsync("");
        await page.GetByLabel("Topic").SelectOptionAsync("cdm.work-item.v1");
        await page.GetByLabel("Entity").FillAsync("ITEM/1");
        await page.GetByLabel("Entity").PressAsync("Enter");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("Printer burns");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("instance=stream-desk.*entity=work-item.*holds=ITEM%2F1"));
        await page.ReloadAsync();
        await view.SeeAsync("Events");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(page.GetByLabel("Entity")).ToHaveValueAsync("ITEM/1");
        await Expect(page.GetByLabel("Instance")).ToHaveValueAsync("stream-desk");

        await view.GoAsync("/events?instance=stream-desk", "Events");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await desk.TellAsync(new Ticket("3", "Lamp dark"));
        await Expect(page.GetByText("1 newer waits")).ToBeVisibleAsync();
        await Expect(page.GetByText("Lamp dark")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(rows.First).ToContainTextAsync("Lamp dark");
        await Expect(rows).ToHaveCountAsync(3);
        Assert.Empty(view.Complaints);
    }

    [Fact]
    public async Task One_thing_is_found_by_words_and_followed_from_its_state_to_the_record_it_came_from()
    {
        // Keys that no other desk has: a reference means whoever is known by it first.
        var desk = await Desk.OpenAsync(hub, "trace-desk", new Ticket("202", "Move the office"), new Ticket("201", "Order a van") { Points = 3, PartOf = "T-202", Blocks = "T-202" });
        await desk.FindAsync("201", e => e.GetProperty("parent").TryGetProperty("id", out _));
        await desk.TellAsync(new Ticket("201", "Order a van") { Version = 2, Status = "Doing", Points = 3, PartOf = "T-202", Blocks = "T-202" });
        await desk.FindAsync("201", e => e.GetProperty("state").GetString() == "in-progress");

        await using var view = await hub.OpenAsync(Role.Operator, "/events");
        var page = view.Page;
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await view.SeeAsync("Events");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search ids" }).FillAsync("van trace-desk");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search ids" }).PressAsync("Enter");
        await view.SeeAsync("Search");
        await Expect(page.GetByText("1 entity for “van trace-desk”")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Order a van" }).ClickAsync();
        await view.SeeAsync("Order a van");
        await Expect(page.Locator("dl.facts")).ToContainTextAsync("in-progress");
        await Expect(page.Locator("dl.facts").GetByRole(AriaRole.Link, new() { Name = desk.Entity("202") })).ToBeVisibleAsync();

        await TabAsync("History");
        var change = page.Locator("section.version").First.GetByRole(AriaRole.Row, new() { Name = "sourceState" });
        await Expect(change.Locator(".before")).ToHaveTextAsync("Open");
        await Expect(change.Locator(".after")).ToHaveTextAsync("Doing");

        // The record of the older version, as it was then.
        await page.Locator("section.version").Last.GetByRole(AriaRole.Link, new() { Name = "record trace-desk/ticket/201" }).ClickAsync();
        await Expect(page.Locator("pre")).ToContainTextAsync("\"status\": \"Open\"");
        await TabAsync("History");
        await page.Locator("section.version").First.GetByRole(AriaRole.Link, new() { Name = "record trace-desk/ticket/201" }).ClickAsync();
        await Expect(page.Locator("pre")).ToContainTextAsync("\"status\": \"Doing\"");

        await TabAsync("Links");
        await Expect(page.Locator("svg.trace a")).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "blocks" })).ToContainTextAsync(desk.Entity("202"));
        await TabAsync("CDEvents");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "dev.cdevents.ticket.created" })).ToBeVisibleAsync();
        await TabAsync("JSON");
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        var copied = System.Text.Json.JsonElement.Parse(await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        Assert.Equal(desk.Entity("201"), copied.GetProperty("id").GetString());

        // What changes meanwhile is seen on every tab, also on one that was looked at before.
        await desk.TellAsync(new Ticket("201", "Order two vans") { Version = 3, Status = "Doing", Points = 3, PartOf = "T-202", Blocks = "T-202" });
        await view.SeeAsync("Order two vans");
        await TabAsync("History");
        await Expect(page.Locator("section.version").First.GetByRole(AriaRole.Row, new() { Name = "title" }).Locator(".after")).ToHaveTextAsync("Order two vans");

        // From one entity to its neighbour: nothing of the first is shown of the second.
        await TabAsync("State");
        await page.GetByRole(AriaRole.Link, new() { Name = desk.Entity("202") }).ClickAsync();
        await view.SeeAsync("Move the office");
        await TabAsync("History");
        await Expect(page.Locator("section.version")).ToHaveCountAsync(1);
        await TabAsync("Raw record");
        await Expect(page.Locator("pre")).ToContainTextAsync("\"title\": \"Move the office\"");
        Assert.Empty(view.Complaints);

        async Task TabAsync(string name)
        {
            await page.Locator(".tabs").GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
            await Expect(page.Locator(".tabs a[aria-current=page]")).ToHaveTextAsync(name);
        }
    }

    [Fact]
    public async Task A_reference_that_waits_is_settled_where_it_stands_and_one_that_means_several_by_a_choice()
    {
        await Desk.OpenAsync(hub, "east-desk", new Ticket("77", "Budget of the east"));
        await Desk.OpenAsync(hub, "west-desk", new Ticket("77", "Budget of the west"));
        await Waiting.UntilAsync("T-77 means two", async () => (await hub.Runtime.Entities.FindAsync("T-77", TestContext.Current.CancellationToken)).Candidates.Count == 2);
        var desk = await Desk.OpenAsync(hub, "doubt-desk", new Ticket("5", "Plan"), new Ticket("1", "Buy chairs") { PartOf = "T-77" }, new Ticket("2", "Buy tables") { PartOf = "the plan" });
        await desk.FindAsync("1");
        await desk.FindAsync("2");

        await using var view = await hub.OpenAsync(Role.Administrator, desk.PageOf("1"));
        var page = view.Page;
        await view.SeeAsync("Buy chairs");
        await page.GetByRole(AriaRole.Button, new() { Name = "west-desk/work-item/77" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "means west-desk/work-item/77 now" })).ToBeVisibleAsync();
        await Expect(page.Locator("dl.facts").GetByRole(AriaRole.Link, new() { Name = "west-desk/work-item/77" })).ToBeVisibleAsync();

        await view.GoAsync("/references", "References that wait");
        var field = page.GetByLabel("Id of the work-item that the plan means");
        await field.FillAsync("nonsense");
        await field.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "'nonsense' is no entity id" })).ToBeVisibleAsync();
        await field.FillAsync(desk.Entity("5"));
        await field.PressAsync("Enter");
        await Expect(field).ToHaveCountAsync(0);
        var settled = await desk.FindAsync("2", e => e.GetProperty("parent").TryGetProperty("id", out _));
        Assert.Equal(desk.Entity("5"), settled.GetProperty("parent").GetProperty("id").GetString());
        Assert.Contains((await hub.Runtime.Audit.ReadAsync(null, 500, TestContext.Current.CancellationToken)).Entries, e => e is { Action: "POST /references/settle", Key: "administrator", Result: "done" } && e.Target == desk.Entity("2"));
        Assert.Empty(view.Complaints);
    }
}
