using Microsoft.Playwright;
using Plutora.Integration.Hub.Runtime.Keys;
using static Microsoft.Playwright.Assertions;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>An administrator changes what records become, sees beforehand what would change, and takes it back.</summary>
public sealed class MappingTests(ConsoleHub hub)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mapping_is_changed_with_help_and_sight_of_a_record_previewed_activated_replayed_and_rolled_back()
    {
        var desk = await Desk.OpenAsync(hub, "map-desk", new Ticket("1", "Paint the wall") { Points = 5 }, new Ticket("2", "Fix the roof") { Points = 8 });
        await desk.FindAsync("1");
        await desk.FindAsync("2");
        await using var view = await hub.OpenAsync(Role.Administrator, "/mappings");
        var page = view.Page;
        await view.SeeAsync("Mappings");
        await page.GetByRole(AriaRole.Link, new() { Name = "map-desk/ticket" }).ClickAsync();
        await view.SeeAsync("map-desk/ticket");
        var result = page.GetByLabel("What the record becomes");
        await Expect(result).ToContainTextAsync("\"title\": \"Paint the wall\"");

        // Fields of the target are offered where a member begins, functions of JSONata within an expression.
        var editor = page.GetByRole(AriaRole.Textbox, new() { Name = "Overlay" });
        await Expect(editor).ToBeEditableAsync();
        await editor.ClickAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("set:\n  tit");
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "title" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.TypeAsync("le: $upperc");
        var offered = page.GetByRole(AriaRole.Option, new() { Name = "$uppercase" });
        await Expect(offered).ToBeVisibleAsync();
        await offered.ClickAsync();
        await page.Keyboard.TypeAsync("title)");
        await Expect(result).ToContainTextAsync("\"title\": \"PAINT THE WALL\"");

        // Another record, and what a wrong word brings: in its place, in a list, and nothing can be activated.
        await page.GetByLabel("Record", new() { Exact = true }).FillAsync("2");
        await page.GetByLabel("Record", new() { Exact = true }).PressAsync("Enter");
        await Expect(result).ToContainTextAsync("FIX THE ROOF");
        await editor.ClickAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("titel: title");
        await Expect(page.Locator("code-editor .cm-lintRange-error")).ToHaveTextAsync("titel");
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Faults" })).ToContainTextAsync("line 4");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Activate" })).ToBeDisabledAsync();
        await page.Keyboard.PressAsync("Shift+Home");
        await page.Keyboard.PressAsync("Backspace");
        await Expect(page.Locator("code-editor .cm-lintRange-error")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview on history" }).ClickAsync();
        await Expect(page.GetByText("Looked at 2 of 2 stored records")).ToBeVisibleAsync();
        await Expect(page.Locator("li.card").Filter(new() { HasText = "changed" }).First).ToContainTextAsync("2");
        var change = page.GetByRole(AriaRole.Row, new() { Name = "title" }).Filter(new() { HasText = "Fix the roof" });
        await Expect(change.Locator(".after")).ToHaveTextAsync("FIX THE ROOF");
        Assert.Null(hub.Runtime.Mappings.Find("map-desk", "ticket")!.Overlay);

        await page.GetByRole(AriaRole.Button, new() { Name = "Activate" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Activated" })).ToBeVisibleAsync();
        Assert.Contains("$uppercase(title)", hub.Runtime.Mappings.Find("map-desk", "ticket")!.Overlay!, StringComparison.Ordinal);
        await TabAsync("Overlay and base");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "set.title" })).ToContainTextAsync("$uppercase(title)");
        await TabAsync("Activations");
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect(page.GetByText("2 records mapped again by activation 2, none failed")).ToBeVisibleAsync();
        Assert.Equal("PAINT THE WALL", (await desk.FindAsync("1")).GetProperty("title").GetString());

        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back to it" }).ClickAsync();
        await Expect(page.GetByText("Rolled back to activation 1")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "rollback" })).ToContainTextAsync("runs");
        Assert.Null(hub.Runtime.Mappings.Find("map-desk", "ticket")!.Overlay);
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect(page.GetByText("2 records mapped again by activation 3, none failed")).ToBeVisibleAsync();
        Assert.Equal("Paint the wall", (await desk.FindAsync("1")).GetProperty("title").GetString());
        Assert.Empty(view.Complaints);

        async Task TabAsync(string name)
        {
            await page.Locator(".tabs").GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
            await Expect(page.Locator(".tabs a[aria-current=page]")).ToContainTextAsync(name);
        }
    }

    [Fact]
    public async Task A_value_without_a_place_is_placed_by_drag_or_choice_and_nothing_that_was_written_is_lost()
    {
        var desk = await Desk.OpenAsync(hub, "value-desk", new Ticket("1", "Wait for paint") { Status = "Waiting" });
        await desk.FindAsync("1", e => e.GetProperty("state").GetString() == "other");
        await using var view = await hub.OpenAsync(Role.Administrator, "/mappings/value-desk/ticket");
        var page = view.Page;
        await view.SeeAsync("value-desk/ticket");
        var editor = page.GetByRole(AriaRole.Textbox, new() { Name = "Overlay" });
        await Expect(editor).ToBeEditableAsync();
        await editor.ClickAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("set: { description: title }");

        // Heard though the tab is pressed at once.
        await page.Locator(".tabs").GetByRole(AriaRole.Link, new() { Name = "Values (1)" }).ClickAsync();
        // Dropped beside its targets it stays where it was.
        await page.Locator(".chip[draggable=true]").DragToAsync(page.GetByText("Or drag a value of state"));
        await page.Locator(".chip[draggable=true]").DragToAsync(page.Locator(".targets .chip").Filter(new() { HasTextRegex = new("^in-progress$") }));
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "“Waiting” means in-progress in the draft" })).ToBeVisibleAsync();
        await page.GetByLabel("What Waiting means").SelectOptionAsync("proposed");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "“Waiting” means proposed in the draft" })).ToBeVisibleAsync();
        await page.Locator(".tabs").GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await Expect(editor).ToContainTextAsync("set: { description: title }");
        await Expect(editor).ToContainTextAsync("Waiting: proposed");
        await Expect(page.GetByLabel("What the record becomes")).ToContainTextAsync("\"state\": \"proposed\"");

        // Leaving asks first.
        page.Dialog += async (_, dialog) => await dialog.DismissAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Console" }).GetByRole(AriaRole.Link, new() { Name = "Events" }).ClickAsync();
        await Expect(editor).ToContainTextAsync("set: { description: title }");

        await page.GetByRole(AriaRole.Button, new() { Name = "Activate" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Activated" })).ToBeVisibleAsync();
        Assert.False(await hub.Runtime.Mappings.HasDraftAsync("value-desk", "ticket", Ct));
        await page.Locator(".tabs").GetByRole(AriaRole.Link, new() { Name = "Activations" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        var mapped = await desk.FindAsync("1", e => e.GetProperty("state").GetString() == "proposed");
        Assert.Equal(("Wait for paint", "Waiting"), (mapped.GetProperty("description").GetString(), mapped.GetProperty("sourceState").GetString()));
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Console" }).GetByRole(AriaRole.Link, new() { Name = "Events" }).ClickAsync();
        await view.SeeAsync("Events");
        Assert.Empty(view.Complaints);
    }
}
