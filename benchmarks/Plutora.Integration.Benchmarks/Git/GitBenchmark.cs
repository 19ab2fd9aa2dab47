using System.Diagnostics;
using System.Globalization;
using Plutora.Integration.Connectors.Git.Tests.History;

namespace Plutora.Integration.Benchmarks.Git;

/// <summary>
/// Polls a made repository of 100,000 commits from scratch through the Git connector, page by page as the hub does: rate, resident memory in
/// both halves, and whether a read that is cut and begun anew by a fresh instance tells each commit once.
/// </summary>
internal static class GitBenchmark
{
    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var commits = args.Contains("--quick") ? 10_000 : 100_000;
        var root = Directory.CreateTempSubdirectory("plutora-bench").FullName;
        try
        {
            var repository = Path.Combine(root, "made.git");
            await MakeAsync(repository, commits);
            await output.WriteLineAsync(
                "| read | commits | seconds | commits/s | of it, until the first page | resident, first half, highest | last half, highest | ratio | told twice or not at all |\n"
                + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
            var address = new Uri(repository).AbsoluteUri;
            await RowAsync("in place, `files: none`", repository, "none", cutEvery: null);
            await RowAsync("in place, `files: names`", repository, "names", cutEvery: null);
            await RowAsync("in place, `files: lines`", repository, "lines", cutEvery: null);
            await RowAsync("in place, `files: lines`, cut and resumed every 50 pages", repository, "lines", cutEvery: 50);
            await RowAsync("through a mirror (clone included), `files: lines`", address, "lines", cutEvery: null);
            return 0;

            async Task RowAsync(string what, string from, string files, int? cutEvery)
            {
                var run = await GitRun.RunAsync(from, commits, files, cutEvery, Path.Combine(root, "work"));
                var wrong = run.Told - run.Distinct + Math.Abs(commits - run.Distinct);
                var seconds = run.Elapsed.TotalSeconds;
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {what} | {run.Told:N0} | {seconds:0.0} | {run.Told / seconds:N0} | {run.First.TotalSeconds:0.0} s | {run.FirstHalf >> 20} MB | {run.LastHalf >> 20} MB"
                    + $" | {(double)run.LastHalf / run.FirstHalf:0.00} | {wrong} |"));
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task MakeAsync(string folder, int commits)
    {
        await GitAsync(["init", "--quiet", "--bare", "--template=", "--initial-branch=main", folder], null);
        await GitAsync(["-C", folder, "fast-import", "--quiet", "--done"], stream => GeneratedHistory.WriteAsync(stream, commits, CancellationToken.None));
    }

    private static async Task GitAsync(string[] arguments, Func<Stream, Task>? write)
    {
        using var process = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardInput = true })!;
        await (write?.Invoke(process.StandardInput.BaseStream) ?? Task.CompletedTask);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"git {arguments[0]} failed with {process.ExitCode}.");
        }
    }
}
