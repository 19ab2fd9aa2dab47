using System.Diagnostics;
using System.Text;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf;

/// <summary>Runs a script of <c>../shared</c> that starts and stops a real server.</summary>
internal static class SharedScript
{
    /// <summary>Runs it to its end; what it says on a failure is told.</summary>
    public static async Task RunAsync(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

        // The server goes on with the streams it was given: what the script says is read to its end alone.
        process.OutputDataReceived += static (_, _) => { };
        var said = new StringBuilder();
        process.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(process.ExitCode == 0, $"{Path.GetFileName(script)} {string.Join(' ', arguments)}: {said}");
    }
}
