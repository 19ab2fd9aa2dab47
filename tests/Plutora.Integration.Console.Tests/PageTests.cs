using Microsoft.Playwright;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>An integration's page shows nobody what they may not do.</summary>
public sealed class PageTests(ConsoleHub hub)
{
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
}
