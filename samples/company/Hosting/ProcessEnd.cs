using System.Diagnostics;
using System.Globalization;

namespace Acme.Company.Hosting;

/// <summary>Ends processes gently.</summary>
internal static class ProcessEnd
{
    /// <summary>Asks a process to end, as the terminal's Ctrl+C does, and waits until it has; one that does not in time is killed, with all that it started.</summary>
    /// <param name="process">The process.</param>
    /// <param name="patience">How long it may take.</param>
    public static async Task EndAsync(this Process process, TimeSpan patience)
    {
        // Windows has no such signal: there it is killed when its time is over.
        if (!OperatingSystem.IsWindows() && !process.HasExited)
        {
            using var asking = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await asking.WaitForExitAsync(CancellationToken.None);
        }

        using var late = new CancellationTokenSource(patience, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
