using System.Globalization;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Mappings;

/// <summary>Does something again whenever files change. Times and lengths are compared, since file systems of containers and networks tell of no changes.</summary>
internal static class Watching
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    public static async Task<int> RunAsync(Session session, bool watch, IReadOnlyList<string> paths, Func<Task<int>> work, CancellationToken cancellationToken)
    {
        if (!watch)
        {
            return await work();
        }

        var exit = ExitCode.Done;
        try
        {
            while (true)
            {
                var before = Look(paths);
                exit = await TryAsync(session, work);
                session.Note(string.Create(CultureInfo.InvariantCulture, $"{Text.Instant(session.Terminal.Time.GetUtcNow())}: waiting for a change."));
                while (Look(paths) == before)
                {
                    await Task.Delay(Pause, session.Terminal.Time, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return exit;
        }
    }

    // A file that is away for the moment of its saving must not end the watch.
    private static async Task<int> TryAsync(Session session, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (UsageException wrong)
        {
            session.Note(wrong.Message);
            return ExitCode.Refused;
        }
        catch (IOException unreadable)
        {
            session.Note(unreadable.Message);
            return ExitCode.Refused;
        }
    }

    // What a build makes is no change.
    private static bool IsMade(FileInfo file) => file.FullName.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj");

    // Records that tests name by 'input' lie beside or below the document.
    private static string Look(IReadOnlyList<string> paths) => string.Join('\n', paths
        .Select(path => Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!)
        .Distinct(StringComparer.Ordinal)
        .Where(Directory.Exists)
        .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3, IgnoreInaccessible = true }))
        .Where(file => file.Extension is ".yaml" or ".yml" or ".json" or ".jsonl" or ".cs" or ".csproj")
        .Where(file => !IsMade(file))
        .Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.FullName} {file.LastWriteTimeUtc.Ticks} {file.Length}"))
        .Order(StringComparer.Ordinal));
}
