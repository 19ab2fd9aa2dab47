namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>Numbers and names the files beside the manifest, and deletes those that nobody uses any more.</summary>
/// <param name="manifest">Path of the manifest.</param>
internal sealed class StateFolder(string manifest)
{
    private int last;

    /// <summary>Whether what nobody uses any more stays, as the next start finds it in the manifest.</summary>
    public bool IsKept { get; set; }

    /// <summary>A number that no file has had.</summary>
    public int Next() => Interlocked.Increment(ref last);

    /// <summary>A sorted run's path.</summary>
    public string Run(int number) => $"{manifest}-run-{number}";

    /// <summary>A path of long values.</summary>
    public string Values(int number) => $"{manifest}-values-{number}";

    /// <summary>Deletes what no manifest names, such as what was being written when a process ended, and numbers on from the rest.</summary>
    public void Keep(IEnumerable<int> runs, IEnumerable<int> values)
    {
        var (keptRuns, keptValues) = (runs.ToHashSet(), values.ToHashSet());
        last = keptRuns.Concat(keptValues).Append(0).Max();
        var kept = keptRuns.Select(Run).Concat(keptValues.Select(Values)).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Beside(manifest).Where(file => !kept.Contains(file))) File.Delete(file);
    }

    /// <summary>Deletes the manifest and all beside it.</summary>
    public static void DeleteAll(string manifest)
    {
        foreach (var file in Beside(manifest).Concat([manifest, .. SqliteFiles(manifest)])) File.Delete(file);
    }

    /// <summary>Files beside a manifest, but for what SQLite lays there.</summary>
    private static List<string> Beside(string manifest) =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(manifest)!, Path.GetFileName(manifest) + "-*").Except(SqliteFiles(manifest), StringComparer.Ordinal)];

    private static string[] SqliteFiles(string manifest) => [manifest + "-wal", manifest + "-shm", manifest + "-journal"];
}
