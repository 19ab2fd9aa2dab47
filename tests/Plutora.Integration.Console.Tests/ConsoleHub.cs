using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Plutora.Integration.Hub.Hosting;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.WebConsole.Tests;

[assembly: AssemblyFixture(typeof(ConsoleHub))]

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>One hub and one browser for all tests of the console: a home folder of its own, a free port, a git repository that instance <c>code</c> of the settings reads, a catalog <c>organisation</c> that was added, and a key of each role.</summary>
public sealed class ConsoleHub : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-console-").FullName;
    private readonly ConcurrentDictionary<Role, string> _keys = [];
    private readonly SemaphoreSlim _starting = new(1, 1);
    private WebApplication? _app;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The hub's address.</summary>
    public string Address => _app!.Urls.Single();

    /// <summary>The hub.</summary>
    public HubRuntime Runtime => _app!.Services.GetRequiredService<HubRuntime>();

    /// <summary>The hub's services.</summary>
    public IServiceProvider Services => _app!.Services;

    /// <summary>A git repository with two commits.</summary>
    public string Repository => Path.Combine(_folder, "repository");

    /// <summary>The key of a role.</summary>
    public string KeyOf(Role role) => _keys[role];

    public async ValueTask InitializeAsync()
    {
        MakeRepository();
        await File.WriteAllTextAsync(Path.Combine(_folder, "plutora.yaml"), $"instances:\n  - id: code\n    connector: git\n    displayName: Our code\n    options: {{ repositories: ['{Repository}'] }}\n");
        _app = HubHost.Build(["--urls", "http://127.0.0.1:0"], new HubHome(_folder), TimeProvider.System);
        await _app.StartAsync();
        _keys[Role.Administrator] = await File.ReadAllTextAsync(Path.Combine(_folder, "admin.key"));
        Assert.Null(await Runtime.InstanceDesk.PutAsync(new() { Id = "organisation", Connector = "catalog" }, isNew: true, CancellationToken.None));
        foreach (var role in new[] { Role.Viewer, Role.Operator })
        {
            _keys[role] = await Runtime.Keys.CreateAsync(role.ToString().ToLowerInvariant(), role, KeyScope.All, CancellationToken.None);
        }
    }

    /// <summary>A page of the browser, signed in with the key of a role; the test is skipped where there is no browser.</summary>
    /// <param name="role">The role; null for nobody.</param>
    /// <param name="path">Where it begins.</param>
    /// <param name="dark">Whether the system prefers dark.</param>
    /// <param name="width">Width of the window.</param>
    internal Task<ConsolePageView> OpenAsync(Role? role, string path = "/", bool dark = false, int width = 1280) => OpenAsync(Address, role is { } known ? KeyOf(known) : null, path, dark, width);

    /// <summary>A page of the browser at the console of any hub, signed in with a key; the test is skipped where there is no browser.</summary>
    /// <param name="hub">The hub's address.</param>
    /// <param name="key">The key; null for nobody.</param>
    /// <param name="path">Where it begins.</param>
    /// <param name="dark">Whether the system prefers dark.</param>
    /// <param name="width">Width of the window.</param>
    internal async Task<ConsolePageView> OpenAsync(string hub, string? key, string path, bool dark = false, int width = 1280)
    {
        var browser = await BrowserAsync();
        var context = await browser.NewContextAsync(new() { BaseURL = hub, ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light, ViewportSize = new() { Width = width, Height = 900 } });
        context.SetDefaultTimeout(30_000);
        var view = new ConsolePageView(context, await context.NewPageAsync());
        if (key is not null)
        {
            await view.Page.GotoAsync("/sign-in?returnTo=" + Uri.EscapeDataString(path));
            await view.Page.GetByLabel("API key").FillAsync(key);
            await view.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
            // Looked at again and again: one event of a page that has come in the meantime may be missed on a busy machine.
            await view.Page.WaitForFunctionAsync("() => !location.pathname.startsWith('/sign-in') && document.readyState === 'complete'");
        }
        else
        {
            await view.Page.GotoAsync(path);
        }

        return view;
    }

    /// <summary>Starts the browser; the test is skipped where there is none.</summary>
    internal Task StartBrowserAsync() => BrowserAsync();

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _starting.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<IBrowser> BrowserAsync()
    {
        var program = Environment.GetEnvironmentVariable("PLUTORA_CHROMIUM") ?? "/usr/bin/chromium";
        if (!File.Exists(program))
        {
            Assert.Skip($"There is no browser at {program} (package chromium; PLUTORA_CHROMIUM names another): the console is not looked at.");
        }

        await _starting.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            // As long as anything else is waited for: a busy machine answers late.
            Assertions.SetDefaultExpectTimeout(30_000);
            return _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--headless", "--no-sandbox", "--disable-background-networking", "--disable-gpu"], Timeout = 120_000 });
        }
        finally
        {
            _starting.Release();
        }
    }

    private void MakeRepository()
    {
        Directory.CreateDirectory(Repository);
        Git("init", "-q", "-b", "main");
        foreach (var number in new[] { "1", "2" })
        {
            File.WriteAllText(Path.Combine(Repository, "file.txt"), number);
            Git("add", "-A");
            Git("-c", "user.name=Ann", "-c", "user.email=ann@acme.example", "commit", "-q", "-m", $"PAY-{number}: change {number}");
        }
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Repository, .. arguments]))!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}

/// <summary>A page of the browser, and what it complained of.</summary>
internal sealed class ConsolePageView : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    public ConsolePageView(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts, refused by the content security policy or otherwise.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Goes to a page and waits until it is there and live.</summary>
    public async Task GoAsync(string path, string heading)
    {
        await Page.GotoAsync(path);
        await SeeAsync(heading);
    }

    /// <summary>Waits for a page's heading, and until the page is live.</summary>
    public async Task SeeAsync(string heading)
    {
        await Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = heading }).WaitForAsync();
        await Page.Locator("html[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
