using System.Net;
using Microsoft.Playwright;
using Plutora.Integration.Hub.Hosting;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>Who comes in, and what keeps others out.</summary>
public sealed class SignInTests(ConsoleHub hub)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_one_time_link_signs_an_administrator_in_once_and_the_cookie_is_strict_and_out_of_scripts_reach()
    {
        var link = ConsoleSetup.CreateSignInLink(hub.Services, hub.Address)!;
        await using var first = await hub.OpenAsync(null, link);
        Assert.DoesNotContain('#', first.Page.Url);
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in as administrator" }).ClickAsync();
        await first.SeeAsync("Home");
        var cookie = Assert.Single(await first.Page.Context.CookiesAsync(), c => c.Name == "plutora");
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        Assert.Empty(first.Complaints);

        await using var second = await hub.OpenAsync(null, link);
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in as administrator" }).ClickAsync();
        await second.Page.GetByText("This link was used already").WaitForAsync();

        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await first.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }).WaitForAsync();
        Assert.DoesNotContain(await first.Page.Context.CookiesAsync(), c => c.Name == "plutora");
    }

    [Fact]
    public async Task A_revoked_key_ends_its_session()
    {
        var key = await hub.Runtime.Keys.CreateAsync("leaver", Role.Viewer, KeyScope.All, Ct);
        await using var view = await hub.OpenAsync(null, "/sign-in");
        await view.Page.GetByLabel("API key").FillAsync(key);
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await view.SeeAsync("Home");
        await hub.Runtime.Keys.RevokeAsync("leaver", Ct);
        await view.Page.GetByText("was revoked").WaitForAsync();
        await view.Page.ReloadAsync();
        await view.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }).WaitForAsync();
    }

    [Theory]
    [InlineData("/sign-in", 200)]
    [InlineData("/", 302)]
    [InlineData("/keys", 302)]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", 401)]
    public async Task Pages_run_no_script_but_the_hubs_own_and_nobody_unknown_sees_more_than_the_door(string path, int status)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var response = await http.SendAsync(new(path.StartsWith("/_blazor", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, hub.Address + path), Ct);
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 302)
        {
            Assert.Contains("/sign-in", response.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self' 'unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task A_form_without_its_token_a_socket_from_elsewhere_and_a_way_out_of_the_hub_are_refused()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        foreach (var path in new[] { "/sign-in/key", "/sign-in/link" })
        {
            using var forged = await http.PostAsync(hub.Address + path, new FormUrlEncodedContent([new("key", hub.KeyOf(Role.Administrator)), new("token", "0")]), Ct);
            Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
            Assert.False(forged.Headers.Contains("Set-Cookie"));
        }

        using var socket = new HttpRequestMessage(HttpMethod.Post, hub.Address + "/_blazor/negotiate") { Headers = { { "Origin", "http://127.0.0.1:9" } } };
        using var refused = await http.SendAsync(socket, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        var page = await http.GetStringAsync(hub.Address + "/sign-in?returnTo=" + Uri.EscapeDataString("//evil.example/"), Ct);
        Assert.DoesNotContain("evil.example", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_every_listener_is_one_that_a_browser_on_this_machine_reaches()
    {
        await using var app = HubHost.Build(["--urls", "http://0.0.0.0:0"], new(Directory.CreateTempSubdirectory("plutora-link-").FullName), TimeProvider.System);
        await app.StartAsync(Ct);
        Assert.StartsWith("http://127.0.0.1:", HubHost.SignInLink(app), StringComparison.Ordinal);
        Assert.Matches("/sign-in#[0-9a-f]{64}$", HubHost.SignInLink(app));
        await app.StopAsync(Ct);
    }
}
