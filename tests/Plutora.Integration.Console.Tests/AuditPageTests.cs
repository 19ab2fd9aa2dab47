using System.Globalization;
using Microsoft.Playwright;
using Plutora.Integration.Hub.Runtime.Audit;
using Plutora.Integration.Hub.Runtime.Keys;
using static Microsoft.Playwright.Assertions;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>Who did what is seen by those who may, and found among much.</summary>
public sealed class AuditPageTests(ConsoleHub hub)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_changed_is_found_by_who_what_when_and_result_page_by_page_and_seen_as_it_happens()
    {
        var now = hub.Runtime.Time.GetUtcNow();
        foreach (var number in Enumerable.Range(1, 60))
        {
            await WriteAsync("PUT /secrets/{name}", string.Create(CultureInfo.InvariantCulture, $"kept-{number}"), "done", now);
        }

        await WriteAsync("POST /mappings/{instance}/{stream}/activate", "code/commit", "refused", now);
        await WriteAsync("action close-ticket", "code/commit/1", "unknown", now);
        await using var view = await hub.OpenAsync(Role.Administrator, "/audit?who=looked-for");
        var page = view.Page;
        var rows = page.Locator("table.list tbody tr");
        await view.SeeAsync("Audit");
        await Expect(rows).ToHaveCountAsync(50);
        await Expect(rows.First).ToContainTextAsync("Ran close-ticket in a tool");
        await Expect(rows.Nth(1)).ToContainTextAsync("Activated a mapping");
        await page.GetByRole(AriaRole.Link, new() { Name = "Older" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(12);
        await Expect(rows.Last).ToContainTextAsync("kept-1");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Older" })).ToHaveCountAsync(0);

        // Filters begin at the newest again, and stand in the address.
        await page.GetByLabel("Result").SelectOptionAsync("refused");
        await Expect(rows).ToHaveCountAsync(1);
        Assert.DoesNotContain("before=", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("Result").SelectOptionAsync("");
        await page.GetByLabel("What", new() { Exact = true }).SelectOptionAsync(AuditWords.ToolAction);
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "code/commit/1" })).ToHaveAttributeAsync("href", "/entity?id=code%2Fcommit%2F1");
        await page.GetByLabel("What", new() { Exact = true }).SelectOptionAsync("");
        await page.GetByLabel("To", new() { Exact = true }).FillAsync(Day(-1));
        await page.GetByText("Nothing fits these filters").WaitForAsync();
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("");
        await page.GetByLabel("From").FillAsync(Day(0));
        await Expect(rows).ToHaveCountAsync(50);
        await page.GetByLabel("Of what").FillAsync("nothing of this kind");
        await page.GetByLabel("Of what").PressAsync("Enter");
        await page.GetByText("Nothing fits these filters").WaitForAsync();

        // What another does appears by itself.
        await page.GotoAsync("/audit?who=looked-for&what=" + Uri.EscapeDataString("POST /keys"));
        await view.SeeAsync("Audit");
        await page.GetByText("Nothing fits these filters").WaitForAsync();
        await WriteAsync("POST /keys", "dashboard", "done", hub.Runtime.Time.GetUtcNow());
        await Expect(rows).ToContainTextAsync(["Made an API key"]);
        Assert.Empty(view.Complaints);

        string Day(int after) => now.AddDays(after).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Operator)]
    public async Task A_role_that_may_not_see_it_is_neither_led_there_nor_shown_anything(Role role)
    {
        await WriteAsync("POST /keys", "hidden from others", "done", hub.Runtime.Time.GetUtcNow(), who: "nobody-looked-for");
        await using var view = await hub.OpenAsync(role);
        await view.SeeAsync("Home");
        await Expect(view.Page.GetByRole(AriaRole.Link, new() { Name = "Audit" })).ToHaveCountAsync(0);
        await view.Page.GotoAsync("/audit");
        await view.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "this needs administrator" }).WaitForAsync();
        Assert.DoesNotContain("hidden from others", await view.Page.ContentAsync(), StringComparison.Ordinal);
    }

    private Task WriteAsync(string action, string target, string result, DateTimeOffset at, string who = "looked-for") => hub.Runtime.Audit.WriteAsync(new(at, who, Role.Administrator, action, target, null, result, 200), Ct);
}
