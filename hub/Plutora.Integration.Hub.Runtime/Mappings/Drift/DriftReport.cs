namespace Plutora.Integration.Hub.Runtime.Mappings.Drift;

/// <summary>Makes one answer of what the hubs on a log saw of a stream, each of them a part of its records.</summary>
internal static class DriftReport
{
    /// <summary>What is new and what vanished.</summary>
    /// <param name="instance">Id of the instance.</param>
    /// <param name="stream">Id of the stream.</param>
    /// <param name="parts">What each hub saw.</param>
    /// <param name="used">Whether the mapping uses a path.</param>
    public static StreamDrift Of(string instance, string stream, IReadOnlyCollection<JudgedPaths> parts, Func<string, bool> used)
    {
        // What is data to one hub is data, though another saw too few of its names yet.
        var open = parts.SelectMany(part => part.Open).ToHashSet(StringComparer.Ordinal);
        var paths = parts.SelectMany(part => part.Paths.Select(path => (part.IsAtWork, Path: path))).Where(p => !IsData(p.Path.Path)).GroupBy(p => p.Path.Path, StringComparer.Ordinal).ToList();
        return new(
            instance, stream, parts.Sum(part => part.Looked), paths.Count,
            [.. paths.Where(p => p.All(seen => seen.Path.IsNew)).Select(Told).OrderByDescending(p => p.FirstAt).ThenBy(p => p.Path, StringComparer.Ordinal)],
            [.. paths.Where(HasVanished).Select(Told).OrderByDescending(p => p.Used).ThenBy(p => p.Path, StringComparer.Ordinal)]);

        bool IsData(string path)
        {
            for (var above = path; above.Length > 0;)
            {
                above = StreamPaths.ParentOf(above);
                if (open.Contains(above))
                {
                    return true;
                }
            }

            return false;
        }

        // A hub that is gone sees no more records, so that it would have its paths for ever.
        static bool HasVanished(IEnumerable<(bool IsAtWork, JudgedPath Path)> seen) =>
            seen.Any(s => s.Path.IsVanished) && seen.All(s => s.Path.IsVanished || !s.IsAtWork);

        PathDrift Told(IGrouping<string, (bool IsAtWork, JudgedPath Path)> path) =>
            new(path.Key, used(path.Key), path.Sum(s => s.Path.Seen.Count), path.Min(s => s.Path.Seen.FirstAt), path.Max(s => s.Path.Seen.LastAt));
    }
}

/// <summary>What one hub makes of the records of a stream that it looked at.</summary>
/// <param name="Looked">How many they are.</param>
/// <param name="Open">Objects whose names are data.</param>
/// <param name="Paths">The paths.</param>
/// <param name="IsAtWork">Whether the hub is still there.</param>
internal sealed record JudgedPaths(long Looked, IReadOnlyList<string> Open, IReadOnlyList<JudgedPath> Paths, bool IsAtWork = true);

/// <summary>What one hub makes of a path.</summary>
/// <param name="Path">The path.</param>
/// <param name="Seen">When it was seen.</param>
/// <param name="IsNew">It came up after the form was learned.</param>
/// <param name="IsVanished">Records had it and no longer have it.</param>
internal sealed record JudgedPath(string Path, SeenPath Seen, bool IsNew, bool IsVanished);
