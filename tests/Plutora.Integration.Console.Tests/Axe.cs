using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>axe-core of Deque's, by npm: finds what keeps people from using a page.</summary>
internal static class Axe
{
    private const string Package = "axe-core@4.14.1";
    private static readonly Lazy<Task<string?>> Script = new(() => Task.Run(Install));

    /// <summary>Asserts that a page has no serious or critical finding; the test is skipped where axe-core cannot be had.</summary>
    public static async Task HoldsAsync(IPage page)
    {
        if (await Script.Value is not { } script)
        {
            Assert.Skip($"npm cannot install {Package}: nobody judges whether everybody can use the console.");
            return;
        }

        // Once a document: what is judged again is judged by the same.
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            await page.EvaluateAsync(script);
        }

        var found = await page.EvaluateAsync<JsonElement>("async () => (await axe.run({ resultTypes: ['violations'] })).violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => `${v.impact} ${v.id}: ${v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; ')}`)");
        Assert.Empty(found.EnumerateArray().Select(f => $"{page.Url}: {f.GetString()}"));
    }

    // Installed once, into a folder of its own, unless the environment names one; whoever comes second waits.
    private static string? Install()
    {
        var folder = Environment.GetEnvironmentVariable("AXE_FOLDER") ?? Path.Combine(Path.GetTempPath(), "plutora-axe");
        var script = Path.Combine(folder, "node_modules", "axe-core", "axe.min.js");
        using var installing = new Mutex(initiallyOwned: false, "plutora-axe");
        try
        {
            installing.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // Another run was ended while it installed; npm mends what is there.
        }

        try
        {
            var done = Path.Combine(folder, "installed");
            if (!File.Exists(done) || !File.Exists(script))
            {
                Directory.CreateDirectory(folder);
                using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, Package]) { RedirectStandardOutput = true });
                npm!.StandardOutput.ReadToEnd();
                npm.WaitForExit();
                if (npm.ExitCode != 0 || !File.Exists(script))
                {
                    return null;
                }

                File.WriteAllText(done, Package);
            }

            return File.ReadAllText(script);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            installing.ReleaseMutex();
        }
    }
}
