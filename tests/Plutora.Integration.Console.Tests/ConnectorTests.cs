using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>An administrator brings a connector along and looks after what it reads.</summary>
public sealed class ConnectorTests(ConsoleHub hub) : IDisposable
{
    private readonly Helpdesk _helpdesk = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _helpdesk.Dispose();

    [Fact]
    public async Task A_connector_is_installed_from_the_browser_its_instance_looked_after_and_the_connector_upgraded()
    {
        await using var view = await hub.OpenAsync(Role.Administrator, "/integrations/connectors");
        var page = view.Page;
        await view.SeeAsync("Connectors");
        await InstallAsync(view);
        await ReadAsync(view);
        await HoldAndGoOnAsync(view);
        await FillInAsync(view);
        await ForgetTheCursorAsync(view);
        await JudgeDeletionsAsync(view);
        await UpgradeAsync(view);
        Assert.Empty(view.Complaints);

        await using var operating = await hub.OpenAsync(Role.Operator, "/integrations/connectors");
        await operating.SeeAsync("Connectors");
        Assert.Equal(0, await operating.Page.Locator("#package-file").CountAsync());
    }

    // A package is chosen, looked at by its hash, and installed; what is none says so.
    private async Task InstallAsync(ConsolePageView view)
    {
        var page = view.Page;
        var chosen = page.Locator("#package-file");
        await chosen.SetInputFilesAsync(_helpdesk.File("notes.txt", "no package"));
        await AlertAsync(page, "'notes.txt' is no package. Choose a .nupkg or .zip");
        await chosen.SetInputFilesAsync(_helpdesk.File("broken.nupkg", "no package either"));
        await page.GetByText("broken.nupkg, 1 KB").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Install" }).ClickAsync();
        await AlertAsync(page, "Package 'broken.nupkg' cannot be installed: it is not a readable package");

        var package = _helpdesk.Package("1.0.0");
        await chosen.SetInputFilesAsync(package);
        await page.GetByText(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(package, Ct)))).WaitForAsync();
        Assert.Null(hub.Runtime.Plugins.Find("helpdesk"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Install" }).ClickAsync();
        await view.SeeAsync("Helpdesk");
        await page.Locator("section[aria-labelledby=permissions]").Filter(new() { HasText = "A user who may see all queues." }).WaitForAsync();
        Assert.Contains((await hub.Runtime.Audit.ReadAsync(null, 100, Ct)).Entries, e => e is { Action: "POST /connectors", Target: "Plutora.Connector.helpdesk.1.0.0.nupkg", Result: "done" });
    }

    // What the tool said of its limit is shown, here and over the API; a tool that says nothing has none.
    private async Task ReadAsync(ConsolePageView view)
    {
        Assert.Null(await hub.Runtime.InstanceDesk.PutAsync(
            new() { Id = "desk", Connector = "helpdesk", Since = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), Options = new JsonObject { ["address"] = _helpdesk.Address } }, isNew: true, Ct));
        await view.GoAsync("/integrations/desk", "desk");
        await view.Page.GetByText("30 read, 30 new or changed").WaitForAsync();
        await view.Page.GetByLabel("Rate limits").Filter(new() { HasText = "4,321 of 5,000 requests left, restored in 30 min" }).WaitForAsync();
        Assert.Equal(4321, (long?)(await AskAsync("desk"))["state"]!["rateLimits"]![0]!["remaining"]);
        Assert.Empty((await AskAsync("code"))["state"]!["rateLimits"]!.AsArray());
    }

    private async Task HoldAndGoOnAsync(ConsolePageView view)
    {
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).WaitForAsync();
        await view.Page.Locator(".head .state").Filter(new() { HasText = "Paused" }).WaitForAsync();
        Assert.Equal(0, await view.Page.GetByRole(AriaRole.Button, new() { Name = "Read now" }).CountAsync());
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await view.Page.Locator(".head .state").Filter(new() { HasText = "Running" }).WaitForAsync();

        var before = _helpdesk.Reads;
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Read now" }).ClickAsync();
        await view.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Asked for" }).WaitForAsync();
        await Waiting.UntilAsync("it is read again", () => _helpdesk.Reads > before);
    }

    // What is older than the day from which the instance reads is filled in, and one sees how far it is.
    private async Task FillInAsync(ConsolePageView view)
    {
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Backfill" }).ClickAsync();
        await view.Page.GetByText("Backfill: 20 of 60").WaitForAsync();
        await view.Page.GetByLabel("Records read").WaitForAsync();
        await view.Page.GetByText("left", new() { Exact = false }).Filter(new() { HasNotText = "requests" }).First.WaitForAsync();
        _helpdesk.GoOn();
        await view.Page.GetByText("60 read, 60 new or changed").WaitForAsync();
    }

    private async Task ForgetTheCursorAsync(ConsolePageView view)
    {
        await view.Page.Locator("summary").Filter(new() { HasText = "Incremental" }).ClickAsync();
        await view.Page.Locator("pre").Filter(new() { HasText = "2026-03-01T10:00:00" }).WaitForAsync();
        var before = _helpdesk.FirstReads;
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Reset cursor" }).ClickAsync();
        await view.Page.Locator("summary").Filter(new() { HasText = "Backfill" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Waiting.UntilAsync("it is read from the beginning", () => _helpdesk.FirstReads > before);
    }

    // 80 of 90 records are gone: nothing is deleted until somebody says so.
    private async Task JudgeDeletionsAsync(ConsolePageView view)
    {
        var held = view.Page.GetByText("80 of 90 records of stream ticket are gone, and their deletion is held.");
        _helpdesk.Empty();
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Scan" }).ClickAsync();
        await held.WaitForAsync();
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Keep them" }).ClickAsync();
        await held.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Empty(await hub.Runtime.Scans.HeldAsync(Ct));

        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Scan" }).ClickAsync();
        await held.WaitForAsync();
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Delete them" }).ClickAsync();
        await view.Page.GetByText("80 records were deleted.").WaitForAsync();
        await held.WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private async Task UpgradeAsync(ConsolePageView view)
    {
        var page = view.Page;
        await view.GoAsync("/integrations/connectors/helpdesk", "Helpdesk");
        await page.GetByText("Upgrade or remove").ClickAsync();
        await page.Locator("#package-file").SetInputFilesAsync(_helpdesk.Package("2.0.0", "frontdesk"));
        await page.GetByText("Plutora.Connector.frontdesk.2.0.0.nupkg").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Upgrade" }).ClickAsync();
        await AlertAsync(page, "holds connector 'frontdesk' and not 'helpdesk'");
        Assert.Null(hub.Runtime.Plugins.Find("frontdesk"));

        await page.Locator("#package-file").SetInputFilesAsync(_helpdesk.Package("1.1.0"));
        await page.GetByText("Plutora.Connector.helpdesk.1.1.0.nupkg").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Upgrade" }).ClickAsync();
        await page.GetByText("helpdesk was upgraded to 1.1.0.").WaitForAsync();
        await Waiting.UntilAsync("the instance runs on the new version", () => hub.Runtime.Instances.Find("desk") is { State.Activity: InstanceActivity.Running, Descriptor.Version: "1.1.0" });
    }

    private static Task AlertAsync(IPage page, string text) => page.GetByRole(AriaRole.Alert).Filter(new() { HasText = text }).WaitForAsync();

    private async Task<JsonObject> AskAsync(string instance)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{hub.Address}/api/v1/instances/{instance}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", hub.KeyOf(Role.Viewer)) } };
        using var answer = await http.SendAsync(request, Ct);
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Ct))!.AsObject();
    }
}
