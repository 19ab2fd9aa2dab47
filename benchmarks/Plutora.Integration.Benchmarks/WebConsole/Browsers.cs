using System.Globalization;
using Microsoft.Playwright;

namespace Plutora.Integration.Benchmarks.WebConsole;

/// <summary>Looks at a hub's pages in Chromium, and leaves tabs open on the live events until it is told to judge them.</summary>
internal static class Browsers
{
    private const int Looks = 5;
    private static readonly (string Path, string Heading, string Needs)[] Pages =
    [
        ("/", "Home", "main .card"),
        ("/events", "Events", "table.list tbody tr"),
        ("/search?q=issue+711", "Search", "main li, table.list tbody tr"),
        ("/dead-letters", "Dead letters", "table.list tbody tr, main li"),
    ];

    public static async Task<int> RunAsync(string address, int tabs)
    {
        var key = (await Console.In.ReadLineAsync())!;
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("PLUTORA_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--headless", "--no-sandbox", "--disable-background-networking", "--disable-gpu", "--renderer-process-limit=4"],
            Timeout = 120_000,
        });
        await using var context = await browser.NewContextAsync(new() { BaseURL = address });
        context.SetDefaultTimeout(120_000);
        var first = await context.NewPageAsync();
        await first.GotoAsync("/sign-in");
        await first.GetByLabel("API key").FillAsync(key);
        await first.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await first.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));

        await Console.Error.WriteLineAsync("| page | first look | median of the next five | live (keys and clicks are heard) |\n| --- | ---: | ---: | ---: |");
        foreach (var (path, heading, needs) in Pages)
        {
            var shown = new List<(double Seen, double Live)>();
            for (var look = 0; look <= Looks; look++)
            {
                shown.Add(await LookAsync(first, path, heading, needs));
            }

            var later = shown.Skip(1).OrderBy(s => s.Seen).ElementAt(Looks / 2);
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| `{path}` | {shown[0].Seen:N0} ms | {later.Seen:N0} ms | {later.Live:N0} ms |"));
        }

        var open = new List<IPage>();
        for (var tab = 0; tab < tabs; tab++)
        {
            var page = await context.NewPageAsync();
            await LookAsync(page, "/events", "Events", "table.list tbody tr");
            open.Add(page);
        }

        Console.WriteLine("open");
        await Console.In.ReadLineAsync();

        // Each tab must show what was published a moment ago.
        var fresh = 0;
        foreach (var page in open)
        {
            fresh += await page.Locator("table.list tbody tr.fresh").CountAsync() >= 50 ? 1 : 0;
        }

        Console.WriteLine($"{fresh} of {open.Count} tabs show at least 50 of the newest events.");
        return fresh == open.Count ? 0 : 1;
    }

    // From the beginning of the navigation, by the browser's own clock: until what the page is for stands there, and until it is live.
    private static async Task<(double Seen, double Live)> LookAsync(IPage page, string path, string heading, string needs)
    {
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Commit });
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = heading }).WaitForAsync();
        await page.Locator(needs).First.WaitForAsync();
        var seen = await page.EvaluateAsync<double>("performance.now()");
        await page.Locator("html[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return (seen, await page.EvaluateAsync<double>("performance.now()"));
    }
}
