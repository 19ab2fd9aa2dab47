using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Playwright;
using Plutora.Integration.Hub.Runtime.Callers;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>An administrator connects a tool and sees it flow.</summary>
public sealed class IntegrationTests(ConsoleHub hub)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_repository_is_connected_by_a_form_that_tells_each_fault_beside_its_field_and_its_commits_are_read()
    {
        await using var view = await hub.OpenAsync(Role.Administrator, "/integrations/new/git");
        await view.SeeAsync("Connect Git");
        await view.Page.GetByLabel("Id *").FillAsync("Wrong Id");
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        await view.Page.Locator("#id-fault").Filter(new() { HasText = "must match" }).WaitForAsync();
        await view.Page.Locator("#option-repositories-fault").WaitForAsync();
        Assert.Null(hub.Runtime.InstanceStore.Find("Wrong Id"));

        await view.Page.GetByLabel("Id *").FillAsync("by-form");
        await view.Page.Locator("#option-repositories").FillAsync(hub.Repository);
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Add to accounts" }).ClickAsync();
        await view.Page.GetByLabel("Host *").FillAsync("git.acme.example");
        await view.Page.GetByLabel("Token *").FillAsync("very secret");
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await view.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "reads repository" }).WaitForAsync();
        Assert.Null(hub.Runtime.InstanceStore.Find("by-form"));
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        await view.SeeAsync("by-form");
        await view.Page.GetByText("2 read, 2 new or changed").WaitForAsync();

        var stored = hub.Runtime.InstanceStore.Find("by-form")!.Options.ToJsonString();
        Assert.Contains("store:by-form.accounts.1.token", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("very secret", stored, StringComparison.Ordinal);
        await view.GoAsync("/integrations/by-form?view=settings", "by-form");
        Assert.DoesNotContain("very secret", await view.Page.ContentAsync(), StringComparison.Ordinal);

        // The secret is kept though nothing is typed again.
        await view.GoAsync("/integrations/by-form/edit", "Change by-form");
        await view.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("By form");
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await view.SeeAsync("By form");
        Assert.Equal(stored, hub.Runtime.InstanceStore.Find("by-form")!.Options.ToJsonString());

        // What another does is seen without a reload.
        await hub.Runtime.InstanceDesk.PauseAsync("by-form", paused: true, Ct);
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).WaitForAsync();
        Assert.Empty(view.Complaints);
    }

    [Fact]
    public async Task A_webhook_is_waited_for_until_its_first_delivery_turns_it_green()
    {
        Assert.Null(await hub.Runtime.SecretDesk.PutAsync("hook", "between us", Ct));
        Assert.Null(await hub.Runtime.InstanceDesk.PutAsync(new() { Id = "hooked", Connector = "github", Webhook = new() { Verifier = "hmac", Secret = "store:hook" } }, isNew: true, Ct));
        await using var view = await hub.OpenAsync(Role.Administrator, "/integrations/hooked?view=webhook");
        await view.SeeAsync("hooked");
        await view.Page.Locator(".state.wait").Filter(new() { HasText = "Waiting for the first delivery" }).WaitForAsync();
        var address = await view.Page.Locator("#webhook-address-text").TextContentAsync();
        Assert.Equal($"{hub.Address}/hooks/hooked", address);

        using var http = new HttpClient();
        await Waiting.UntilAsync("the instance is open", () => hub.Runtime.Instances.Find("hooked")?.Connector is not null);

        await DeliverAsync("guessed");
        await view.Page.Locator(".state.bad").Filter(new() { HasText = "was refused" }).WaitForAsync();
        await DeliverAsync("between us");
        await view.Page.Locator(".state.good").Filter(new() { HasText = "was verified" }).WaitForAsync();
        Assert.DoesNotContain("between us", await view.Page.ContentAsync(), StringComparison.Ordinal);

        async Task DeliverAsync(string secret)
        {
            var body = "{\"zen\":\"Keep it logically awesome.\",\"hook_id\":1}"u8.ToArray();
            using var delivery = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
            delivery.Headers.Add("X-GitHub-Event", "ping");
            delivery.Headers.Add("X-GitHub-Delivery", secret.Length.ToString(CultureInfo.InvariantCulture));
            delivery.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
            using var answer = await http.SendAsync(delivery, Ct);
        }
    }

    [Fact]
    public async Task A_catalogs_document_is_edited_in_place_and_a_wrong_one_changes_nothing()
    {
        await using var view = await hub.OpenAsync(Role.Administrator, "/integrations/organisation?view=documents&document=teams.yaml");
        await view.SeeAsync("organisation");
        var text = view.Page.GetByLabel("YAML");
        await text.FillAsync("teams:\n  - { id: web, nonsense: 1 }\n");
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await view.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "nonsense" }).WaitForAsync();
        await text.FillAsync("teams:\n  - { id: web, name: Web }\n");
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await view.Page.GetByText("Saved").WaitForAsync();
        Assert.Contains("name: Web", Assert.Single(await hub.Runtime.Catalogs.ListAsync("organisation", Ct)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_made_shown_once_and_revoked()
    {
        await using var view = await hub.OpenAsync(Role.Administrator, "/keys");
        await view.SeeAsync("API keys");
        await view.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("dashboard");
        await view.Page.GetByLabel("Integrations").FillAsync("code");
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Make" }).ClickAsync();
        var made = await view.Page.Locator("#made-key").TextContentAsync();
        Assert.Equal(["code"], hub.Runtime.Keys.Find(made!)!.Scope.Instances);
        await view.GoAsync("/keys", "API keys");
        Assert.DoesNotContain(made!, await view.Page.ContentAsync(), StringComparison.Ordinal);
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke dashboard" }).ClickAsync();
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke dashboard" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Null(hub.Runtime.Keys.Find(made!));
        var entries = (await hub.Runtime.Audit.ReadAsync(null, 500, Ct)).Entries;
        Assert.Contains(entries, e => e is { Action: "POST /keys", Target: "dashboard", Result: "done", Key: "administrator" });
        Assert.Contains(entries, e => e is { Action: "DELETE /keys/{name}", Target: "dashboard", Result: "done" });
    }

    [Fact]
    public async Task A_caller_is_held_to_role_and_scope_whatever_its_page_shows()
    {
        var limited = await hub.Runtime.Keys.CreateAsync("limited", Role.Administrator, new(["code"], []), Ct);
        var caller = new Caller(hub.Runtime.Keys.Find(limited)!.Hash, hub.Runtime.Keys, hub.Runtime.Audit, hub.Runtime.Time);
        Assert.True(caller.May(Operations.ResetInstance, "code"));
        Assert.False(caller.May(Operations.ResetInstance, "organisation"));
        Assert.False(caller.May(Operations.ListKeys));
        var done = 0;
        var refusal = await caller.DoAsync(Operations.ResetInstance, "organisation", default, _ =>
        {
            done++;
            return Task.FromResult<Refusal?>(null);
        }, Ct);
        Assert.Equal(RefusalReason.NotAllowed, refusal!.Reason);
        Assert.Equal(0, done);
        await hub.Runtime.Keys.RevokeAsync("limited", Ct);
        Assert.Throws<NotAllowedException>(() => caller.Demand(Operations.ListInstances));
    }
}
