using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Playwright;

namespace Plutora.Integration.WebConsole.Tests;

/// <summary>Pictures for <c>docs/</c>, taken where <c>PLUTORA_WRITE_PICTURES=1</c> asks for them.</summary>
internal static class Pictures
{
    /// <summary>Whether pictures are asked for.</summary>
    public static bool AreWanted => Environment.GetEnvironmentVariable("PLUTORA_WRITE_PICTURES") is { Length: > 0 };

    /// <summary>Takes one of what the window shows, where they are asked for.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">Below <c>docs/</c>, without its ending.</param>
    /// <param name="height">Height of the picture at most; less where the page is shorter.</param>
    public static async Task TakeAsync(IPage page, string name, int height = 900)
    {
        if (!AreWanted)
        {
            return;
        }

        var file = Path.Combine(Company.Sources, "docs", name + ".png");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await page.SetViewportSizeAsync(page.ViewportSize!.Width, height);
        await page.EvaluateAsync("scrollTo(0, 0)");
        var content = await page.EvaluateAsync<int>("Math.ceil(document.querySelector('main').getBoundingClientRect().bottom + scrollY)");
        await page.ScreenshotAsync(new()
        {
            Path = file,
            Animations = ScreenshotAnimations.Disabled,
            Caret = ScreenshotCaret.Hide,
            Clip = new() { X = 0, Y = 0, Width = page.ViewportSize.Width, Height = Math.Min(height, Math.Max(content, 400)) },
        });
        Shrink(file);
    }

    // 256 colours are plenty for a page of text; without the program pictures are only larger.
    private static void Shrink(string file)
    {
        try
        {
            using var shrinking = Process.Start("pngquant", ["--force", "--skip-if-larger", "--strip", "--speed", "1", "--output", file, "64", file]);
            shrinking.WaitForExit();
        }
        catch (Win32Exception)
        {
        }
    }
}
