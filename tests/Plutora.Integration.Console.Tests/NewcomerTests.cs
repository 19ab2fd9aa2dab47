using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>The first hour of an administrator who has read nothing but README's first command. docs/administrators/first-walk.md tells the same, with pictures that this test takes.</summary>
[Collection<CompanyWalks>]
public sealed class NewcomerTests(SharedCompany company)
{
    // Somebody wants the number before the colon as a field of its own, and forgets that not every message has one.
    private const string Mistake = """
        version: 1
        set:
          extensions:
            ticket: $number($substringBefore(message, ":"))
        """;

    [Fact]
    public async Task A_newcomer_connects_a_repository_breaks_its_mapping_sees_what_that_costs_and_mends_it_without_a_loss()
    {
        var (view, link) = await company.MeetAsync();
        await using var leaving = view;
        var repository = Repository.Create(Path.Combine(company.Home, "payments"), "10: Take payments by card", "11: Refuse cards that have expired", "Round to cents");
        var page = view.Page;
        var rows = page.Locator("table.list tbody tr");

        // In, by the address that the first start printed.
        await page.GotoAsync(link);
        await page.GetByText("It opens once").WaitForAsync();
        await TakeAsync("1-sign-in", 450);
        await PressAsync("Sign in as administrator");
        await view.SeeAsync("Home");
        await page.GetByRole(AriaRole.Link, new() { Name = "ServiceNow" }).WaitForAsync();
        await TakeAsync("2-home");

        // A repository is connected by the form of its connector.
        await FollowAsync("Integrations", "Integrations");
        await FollowAsync("Connect a tool", "Connectors");
        await page.GetByLabel("Find a connector").FillAsync("git");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Jira" })).ToHaveCountAsync(0);
        await page.Locator("a.card[href$='/git']").ClickAsync();
        await view.SeeAsync("Git");
        await Expect(page.Locator("section[aria-labelledby=readme] .card")).ToContainTextAsync("repositories");
        await FollowAsync("Connect", "Connect Git");
        await page.GetByLabel("Id *").FillAsync("payments");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Payments");
        await page.Locator("#option-repositories").FillAsync(repository.Path);
        await PressAsync("Check");
        await page.GetByRole(AriaRole.Status).Filter(new() { HasText = "reads payments" }).WaitForAsync();
        await TakeAsync("3-connect", 700);
        await PressAsync("Connect");
        await view.SeeAsync("Payments");
        await page.GetByText("3 read, 3 new or changed").WaitForAsync();
        await TakeAsync("4-connected", 700);

        // Its commits are there.
        await FollowAsync("Events", "Events");
        await page.GetByLabel("Instance").SelectOptionAsync("payments");
        await page.GetByLabel("Topic").SelectOptionAsync("cdm.commit.v1");
        await Expect(rows).ToHaveCountAsync(3);
        await TakeAsync("5-commits", 600);
        await FollowAsync("11: Refuse cards that have expired", "11: Refuse cards that have expired");
        await TakeAsync("6-commit");

        // A mistake in the mapping, whose cost is shown before it is made.
        await FollowAsync("Mappings", "Mappings");
        await FollowAsync("payments/commit", "payments/commit");
        await page.GetByLabel("What the record becomes").WaitForAsync();
        await page.GetByLabel("Record", new() { Exact = true }).FillAsync("payments/" + repository.Sha("HEAD"));
        await page.GetByLabel("Record", new() { Exact = true }).PressAsync("Enter");
        await Expect(page.GetByLabel("The record", new() { Exact = true })).ToContainTextAsync("Round to cents");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Overlay" }).FillAsync(Mistake);
        await page.GetByText("It would go to dead letter").WaitForAsync();
        await TakeAsync("7-mapping");
        await PressAsync("Preview on history");
        await Expect(Card("changed")).ToContainTextAsync("2");
        await Expect(Card("to dead letter")).ToContainTextAsync("1");
        await TakeAsync("8-preview");
        await PressAsync("Activate");
        await page.GetByText("Activated.").WaitForAsync();

        // What comes now cannot be mapped, and is set aside.
        repository.Commit("12: Tell what was paid");
        repository.Commit("Say please");
        repository.Commit("Say thank you");
        await FollowAsync("Integrations", "Integrations");
        await FollowAsync("Payments", "Payments");
        await PressAsync("Read now");
        await FollowAsync("Home", "Home");
        await page.GetByRole(AriaRole.Link, new() { Name = "2 dead letters" }).ClickAsync();
        await view.SeeAsync("Dead letters");
        await page.GetByRole(AriaRole.Link, new() { Name = "set.extensions.ticket" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "2 records of this group" })).ToBeVisibleAsync();
        await TakeAsync("9-dead-letters", 700);

        // Back, and everything again.
        await FollowAsync("Mapping", "payments/commit");
        await FollowAsync("Activations", "payments/commit");
        await PressAsync("Roll back to it");
        await page.GetByText("Rolled back to activation 1").WaitForAsync();
        await PressAsync("Replay");
        await page.GetByText("Last replay").WaitForAsync();
        await TakeAsync("10-rolled-back", 600);
        await FollowAsync("Dead letters", "Dead letters");
        await PressAsync("Replay all 2");
        await page.GetByText("Replayed: 2 of 2").WaitForAsync();
        await page.GetByText("No dead letter waits").WaitForAsync();

        // Each commit is one entity, published once; the one that the mistake changed, once more as it was.
        Dictionary<string, int> expected = new()
        {
            ["10: Take payments by card"] = 1,
            ["11: Refuse cards that have expired"] = 1,
            ["Round to cents"] = 1,
            ["12: Tell what was paid"] = 2,
            ["Say please"] = 1,
            ["Say thank you"] = 1,
        };
        Dictionary<string, int> told;
        do
        {
            told = await CommitsAsync();
        }
        while (told.Count < expected.Count || told["12: Tell what was paid"] < 2);
        await FollowAsync("Events", "Events");
        await page.GetByLabel("Instance").SelectOptionAsync("payments");
        await page.GetByLabel("Topic").SelectOptionAsync("cdm.commit.v1");
        await Expect(rows).ToHaveCountAsync(6);
        await TakeAsync("11-mended", 700);
        Assert.Equal(expected, await CommitsAsync());
        Assert.DoesNotContain("\"ticket\"", (await company.GetAsync("entities?id=" + Uri.EscapeDataString("payments/commit/" + repository.Sha("HEAD~2")))).GetRawText(), StringComparison.Ordinal);
        Assert.Empty(view.Complaints);

        ILocator Card(string label) => page.Locator("li.card").Filter(new() { Has = page.GetByText(label, new() { Exact = true }) });
        Task PressAsync(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
        Task TakeAsync(string name, int height = 800) => Pictures.TakeAsync(page, "administrators/first-walk/" + name, height);

        async Task FollowAsync(string name, string heading)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).First.ClickAsync();
            await view.SeeAsync(heading);
        }
    }

    // How often each commit was published, by title.
    private async Task<Dictionary<string, int>> CommitsAsync()
    {
        var found = (await company.GetAsync("entities/search?text=&entity=commit&instance=payments&limit=50")).GetProperty("entities").EnumerateArray().Select(e => e.GetProperty("id").GetString()!);
        var told = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var id in found)
        {
            var address = "entities?id=" + Uri.EscapeDataString(id);
            var versions = (await company.GetAsync(address + "&history=true")).GetArrayLength();
            told.Add((await company.GetAsync(address)).GetProperty("entity").GetProperty("title").GetString()!, versions);
        }

        return told;
    }
}
