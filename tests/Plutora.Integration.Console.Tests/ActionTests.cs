using Microsoft.Playwright;
using Plutora.Integration.Hub.Runtime.Keys;
using static Microsoft.Playwright.Assertions;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>An operator has something changed in a tool, sees beforehand what, and says what became of it where nobody knows.</summary>
public sealed class ActionTests(ConsoleHub hub)
{
    [Fact]
    public async Task An_action_is_filled_in_previewed_run_and_found_again_and_an_unknown_one_is_settled()
    {
        var desk = await Desk.OpenAsync(hub, "deed-desk", new Ticket("1", "Lock the gate"));
        await desk.FindAsync("1");
        await using var view = await hub.OpenAsync(Role.Operator, desk.PageOf("1"));
        var page = view.Page;
        await view.SeeAsync("Lock the gate");
        await page.GetByRole(AriaRole.Link, new() { Name = "Run an action" }).ClickAsync();
        await view.SeeAsync("Run an action");
        await Expect(page.GetByText("Closes a ticket of the desk.")).ToBeVisibleAsync();
        var run = page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true });
        var preview = page.GetByRole(AriaRole.Button, new() { Name = "Preview" });
        await page.GetByLabel("resolution").FillAsync("fixed");
        await page.GetByLabel("minutes").FillAsync("1.5");
        await preview.ClickAsync();
        await Expect(page.Locator("#argument-minutes-fault")).ToContainTextAsync("expected integer");
        await Expect(run).ToHaveCountAsync(0);
        await page.GetByLabel("minutes").FillAsync("15");
        await page.GetByLabel("tell").FillAsync("Ann\nBob");
        await preview.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Closes ticket 1.");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("status: Open → Done");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("resolution: nothing → fixed");

        // What is run is what was looked at.
        await page.GetByLabel("resolution").FillAsync("done");
        await page.GetByLabel("resolution").BlurAsync();
        await Expect(run).ToHaveCountAsync(0);
        await preview.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("resolution: nothing → done");
        await run.ClickAsync();
        await view.SeeAsync("close-ticket");
        await Expect(page.Locator(".state.good")).ToHaveTextAsync("succeeded");
        await Expect(page.GetByLabel("Result", new() { Exact = true })).ToContainTextAsync("\"state\": \"Done\"");
        await Expect(page.GetByLabel("Arguments")).ToContainTextAsync("\"minutes\": 15");
        await Expect(page.GetByLabel("Arguments")).ToContainTextAsync("\"Bob\"");

        await view.GoAsync($"/actions/run?target={Uri.EscapeDataString(desk.Entity("1"))}", "Run an action");
        await page.GetByLabel("resolution").FillAsync("lost");
        await preview.ClickAsync();
        await run.ClickAsync();
        await view.SeeAsync("close-ticket");
        await Expect(page.Locator(".state.wait")).ToHaveTextAsync("unknown");
        await Expect(page.GetByText("The line was cut.")).ToBeVisibleAsync();
        await view.GoAsync("/actions?status=unknown&instance=deed-desk", "Actions");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "close-ticket" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "It was done" }).ClickAsync();
        await Expect(page.Locator(".state.good")).ToHaveTextAsync("succeeded");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Settle" })).ToHaveCountAsync(0);

        // What is created has no target, and no preview here: what is missing is told beside its field.
        await view.GoAsync("/actions/run", "Run an action");
        await page.GetByLabel("or instance to create something in").SelectOptionAsync("deed-desk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show its actions" }).ClickAsync();
        await view.SeeAsync("Run an action");
        await page.GetByLabel("Container").FillAsync("GATES");
        await run.ClickAsync();
        await Expect(page.Locator("#argument-title-fault")).ToContainTextAsync("is required");
        await page.GetByLabel("title *").FillAsync("Paint the gate");
        await run.ClickAsync();
        await view.SeeAsync("create-ticket");
        await Expect(page.GetByLabel("Result", new() { Exact = true })).ToContainTextAsync("GATES-1");
        await view.GoAsync("/actions", "Actions");
        await page.GetByLabel("Instance").SelectOptionAsync("deed-desk");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("create-ticket");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("operator");
        Assert.Empty(view.Complaints);
    }
}
