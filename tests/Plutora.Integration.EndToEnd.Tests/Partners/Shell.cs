using System.Diagnostics;

namespace Plutora.Integration.EndToEnd.Tests.Partners;

/// <summary>Commands as a partner types them, in a folder and with a profile of their own, so that nothing of this machine's templates and packages is used or changed.</summary>
internal sealed class Shell(string folder, string hubHome, string hubAddress)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Folder in which the .NET command line keeps what is the user's own.</summary>
    public string Profile { get; init; } = Path.Combine(Path.GetDirectoryName(folder)!, "profile");

    /// <summary>Runs a command and fails with what it said where it does not succeed.</summary>
    /// <param name="line">The command, as it stands on the page; a word may be quoted and holds no blank.</param>
    /// <param name="input">What is given on its standard input.</param>
    public async Task<string> RunAsync(string line, string input = "")
    {
        var words = line.Split(' ').Select(word => word.Trim('\'')).ToArray();
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var word in words[0] == "plutora" ? [Places.HubProgram, .. words[1..], "--hub", hubAddress] : words[1..]) start.ArgumentList.Add(word);
        start.Environment["PLUTORA_HOME"] = hubHome;
        start.Environment["DOTNET_CLI_HOME"] = Profile;
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input.AsMemory(), Ct);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(Ct);
        var said = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == 0, $"{line}{Environment.NewLine}{said}{Environment.NewLine}{await error}");
        return said;
    }
}
