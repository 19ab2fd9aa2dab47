using Microsoft.Playwright;
using Plutora.Integration.Hub.Runtime.Keys;
using static Microsoft.Playwright.Assertions;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>An operator sees what could not be mapped, why and where, and has it mapped again once it is mended.</summary>
public sealed class DeadLetterTests(ConsoleHub hub)
{
    private const string Mended = "version: 1\nset: { storyPoints: '$type(points) = \"number\" ? points : undefined' }\n";

    [Fact]
    public async Task What_cannot_be_mapped_is_grouped_by_its_fault_shown_with_the_place_and_replayed_one_the_chosen_and_all()
    {
        var desk = await Desk.OpenAsync(hub, "letter-desk", [.. new[] { "some", "many", "few", "lots" }.Select((points, i) => new Ticket($"{i + 1}", $"Ticket {i + 1}") { Points = points }), new Ticket("5", "Ticket 5") { Points = new[] { 1, 2 } }]);
        await using var view = await hub.OpenAsync(Role.Operator, "/dead-letters?instance=letter-desk");
        var page = view.Page;
        await view.SeeAsync("Dead letters");
        var group = page.Locator("tr").Filter(new() { Has = page.GetByRole(AriaRole.Button, new() { Name = "Replay all 4" }) });
        await Expect(group).ToContainTextAsync("letter-desk/ticket, map");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Replay it" })).ToHaveCountAsync(1);

        await group.Locator("a[aria-expanded]").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "4 records of this group" })).ToBeVisibleAsync();
        var open = page.Url;
        await page.Locator("section").GetByRole(AriaRole.Link, new() { Name = "1", Exact = true }).ClickAsync();
        await view.SeeAsync("1");
        await Expect(page.Locator("mark")).ToHaveTextAsync("  \"points\": \"some\",");

        // Unmended it comes back; mended it becomes what it should.
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect(page.GetByText("It is mapped again")).ToBeVisibleAsync();
        await Expect(page.Locator("mark")).ToHaveCountAsync(1);
        Assert.Empty(await hub.Runtime.Mappings.ActivateAsync("letter-desk", "ticket", Mended, TestContext.Current.CancellationToken));
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await desk.FindAsync("1");
        await Expect(page.Locator("mark")).ToHaveCountAsync(0);

        await page.GotoAsync(open);
        await view.SeeAsync("Dead letters");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "3 records of this group" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Replay the 0 chosen" })).ToBeDisabledAsync();
        await page.GetByLabel("Choose 2").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay the 1 chosen" }).ClickAsync();
        await desk.FindAsync("2");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "2 records of this group" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay all 2" }).ClickAsync();
        await desk.FindAsync("3");
        await desk.FindAsync("4");
        await Expect(page.GetByText("records of this group")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Replayed: 2 of 2, asked for by operator" })).ToBeVisibleAsync();

        // The list of groups is read anew a moment after the group's own.
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Replay it" })).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay it" }).ClickAsync();
        await desk.FindAsync("5");
        await Expect(page.GetByText("No dead letter waits")).ToBeVisibleAsync();
        Assert.Empty(view.Complaints);
    }
}
