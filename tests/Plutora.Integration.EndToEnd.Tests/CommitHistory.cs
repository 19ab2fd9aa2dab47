using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Git repositories of any size, made at once with <c>git fast-import</c>.</summary>
internal static class CommitHistory
{
    public static async Task<string> MakeAsync(int commits)
    {
        var folder = Directory.CreateTempSubdirectory("plutora-history-").FullName;
        await RunAsync(folder, null, "init", "--quiet", "--bare", "--initial-branch=main", ".");
        var stream = new StringBuilder();
        for (var i = 1; i <= commits; i++)
        {
            var message = string.Create(CultureInfo.InvariantCulture, $"PROJ-{i % 500} change {i}");
            stream.Append("commit refs/heads/main\n").Append(CultureInfo.InvariantCulture, $"committer Dev {i % 50} <dev{i % 50}@example.com> {1_700_000_000 + i} +0000\n");
            stream.Append(CultureInfo.InvariantCulture, $"data {message.Length}\n{message}\nM 644 inline f{i % 100}.txt\ndata 3\n{i % 1000:D3}\n");
        }

        await RunAsync(folder, stream.ToString(), "fast-import", "--quiet");
        return folder;
    }

    public static async Task<int> CountAsync(string repository) => int.Parse(await RunAsync(repository, null, "rev-list", "--count", "--all"), CultureInfo.InvariantCulture);

    public static Task<string> HeadAsync(string repository) => RunAsync(repository, null, "rev-parse", "main");

    /// <summary>Adds a commit.</summary>
    /// <returns>Its hash.</returns>
    public static async Task<string> AddAsync(string repository)
    {
        await RunAsync(repository, "commit refs/heads/main\ncommitter Dev 1 <dev1@example.com> 1800000000 +0000\ndata 5\nadded\nfrom refs/heads/main^0\nM 644 inline added.txt\ndata 3\nnew\n", "fast-import", "--quiet");
        return await HeadAsync(repository);
    }

    private static async Task<string> RunAsync(string folder, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var git = Process.Start(start)!;
        if (input is not null) await git.StandardInput.WriteAsync(input);
        git.StandardInput.Close();
        var output = await git.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, git.ExitCode);
        return output.Trim();
    }
}
