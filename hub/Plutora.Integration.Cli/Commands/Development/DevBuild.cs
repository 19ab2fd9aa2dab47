using System.Diagnostics;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Development;

/// <summary>Builds a connector's project.</summary>
/// <param name="Folder">Folder of what was built; null when it was not.</param>
/// <param name="Said">What the compiler said.</param>
internal sealed record DevBuild(string? Folder, string Said)
{
    public static async Task<DevBuild> RunAsync(string project, CancellationToken cancellationToken)
    {
        var (exit, said) = await DotnetAsync(project, ["build", "--nologo", "-v", "q", "-getProperty:TargetDir", "-getTargetResult:Build"], cancellationToken);
        if (exit != 0)
        {
            // With properties asked for, faults are told as JSON: once more for a person.
            return new(null, (await DotnetAsync(project, ["build", "--nologo", "-v", "q"], cancellationToken)).Said);
        }

        var folder = System.Text.Json.JsonElement.Parse(said[said.IndexOf('{', StringComparison.Ordinal)..]).GetProperty("Properties").GetProperty("TargetDir").GetString();
        return new(folder, "");
    }

    private static async Task<(int Exit, string Said)> DotnetAsync(string folder, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new UsageException("'dotnet' cannot be started. Install the .NET SDK.");
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, said + await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
