using Microsoft.Playwright;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>Each page for each role: everybody can use it, and nobody is shown what they may not do.</summary>
public sealed class PageTests(ConsoleHub hub)
{
    [Theory]
    [InlineData(Role.Viewer, false, 1280)]
    [InlineData(Role.Operator, true, 1280)]
    [InlineData(Role.Administrator, false, 390)]
    [InlineData(Role.Administrator, true, 390)]
    public async Task Every_page_can_be_used_by_everybody(Role role, bool dark, int width)
    {
        await using var view = await hub.OpenAsync(role, "/", dark, width);
        await view.SeeAsync("Home");
        foreach (var (path, heading, least) in Pages)
        {
            if (role < least)
            {
                continue;
            }

            await view.GoAsync(path, heading);
            await Axe.HoldsAsync(view.Page);
            Assert.True(await view.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than a window of {width} px.");
        }

        Assert.Empty(view.Complaints);
    }

    [Fact]
    public async Task A_role_is_neither_shown_nor_given_what_it_may_not_do()
    {
        await using var viewer = await hub.OpenAsync(Role.Viewer, "/integrations/organisation");
        await viewer.SeeAsync("organisation");
        foreach (var name in new[] { "Pause", "Read now", "Check", "Reset cursor", "Scan" })
        {
            Assert.Equal(0, await viewer.Page.GetByRole(AriaRole.Button, new() { Name = name }).CountAsync());
        }

        Assert.Equal(0, await viewer.Page.GetByRole(AriaRole.Link, new() { Name = "Change" }).CountAsync());
        Assert.Equal(0, await viewer.Page.GetByRole(AriaRole.Link, new() { Name = "API keys" }).CountAsync());
        foreach (var path in new[] { "/keys", "/integrations/new/git", "/integrations/organisation/edit" })
        {
            await viewer.Page.GotoAsync(path);
            await viewer.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "this needs administrator" }).WaitForAsync();
            Assert.Equal(0, await viewer.Page.Locator("main form").CountAsync());
        }

        await using var operating = await hub.OpenAsync(Role.Operator, "/integrations/organisation");
        await operating.SeeAsync("organisation");
        await operating.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).WaitForAsync();
        Assert.Equal(0, await operating.Page.GetByRole(AriaRole.Button, new() { Name = "Reset cursor" }).CountAsync());
        Assert.Equal(0, await operating.Page.GetByRole(AriaRole.Link, new() { Name = "Change" }).CountAsync());
    }

    private static (string Path, string Heading, Role Least)[] Pages =>
    [
        ("/", "Home", Role.Viewer),
        ("/integrations", "Integrations", Role.Viewer),
        ("/integrations/connectors", "Connectors", Role.Viewer),
        ("/integrations/connectors/git", "Git", Role.Viewer),
        ("/integrations/code", "Our code", Role.Viewer),
        ("/integrations/code?view=log", "Our code", Role.Operator),
        ("/integrations/code?view=settings", "Our code", Role.Viewer),
        ("/integrations/organisation?view=documents", "organisation", Role.Viewer),
        ("/integrations/new/github", "Connect GitHub", Role.Administrator),
        ("/keys", "API keys", Role.Administrator),
        ("/audit", "Audit", Role.Administrator),
    ];
}
