namespace Plutora.Integration.Hub.Runtime.Mappings.Drift;

/// <summary>Makes one answer of what was seen of a stream: by each hub on the log a part of its records, and on each way another form of them.</summary>
internal static class DriftReport
{
    /// <summary>What is new and what vanished.</summary>
    /// <param name="instance">Id of the instance.</param>
    /// <param name="stream">Id of the stream.</param>
    /// <param name="parts">What each hub saw on each way.</param>
    /// <param name="used">Whether the mapping uses a path.</param>
    public static StreamDrift Of(string instance, string stream, IReadOnlyCollection<JudgedPaths> parts, Func<string, bool> used)
    {
        // What is data to one hub is data, though another saw too few of its names yet.
        var open = parts.SelectMany(part => part.Open).ToHashSet(StringComparer.Ordinal);
        var paths = parts.SelectMany(part => part.Paths.Select(path => (part.IsAtWork, Path: path))).Where(p => !IsData(p.Path.Path)).GroupBy(p => p.Path.Path, StringComparer.Ordinal).ToList();
        return new(
            instance, stream, parts.Sum(part => part.Looked), paths.Count,
            [.. Folded(paths.Where(p => p.All(seen => seen.Path.IsNew))).OrderByDescending(p => p.FirstAt).ThenBy(p => p.Path, StringComparer.Ordinal)],
            [.. Folded(paths.Where(HasVanished)).OrderByDescending(p => p.Used).ThenBy(p => p.Path, StringComparer.Ordinal)]);

        // An object that comes or goes takes all that it holds along: told apiece, that would hide the rest.
        IEnumerable<PathDrift> Folded(IEnumerable<IGrouping<string, (bool IsAtWork, JudgedPath Path)>> changed)
        {
            var all = changed.ToDictionary(p => p.Key, StringComparer.Ordinal);
            return all.Keys.GroupBy(TopOf, StringComparer.Ordinal).Select(held => Told(all[held.Key], [.. held.Where(path => path != held.Key).Order(StringComparer.Ordinal)]));

            string TopOf(string path) => Above(path).LastOrDefault(all.ContainsKey) ?? path;
        }

        bool IsData(string path) => Above(path).Any(open.Contains);

        // What holds a path, the nearest first, up to the record itself.
        static IEnumerable<string> Above(string path)
        {
            while (path.Length > 0)
            {
                path = StreamPaths.ParentOf(path);
                yield return path;
            }
        }

        // A hub that is gone sees no more records, so that it would have its paths for ever.
        static bool HasVanished(IEnumerable<(bool IsAtWork, JudgedPath Path)> seen) =>
            seen.Any(s => s.Path.IsVanished) && seen.All(s => s.Path.IsVanished || !s.IsAtWork);

        PathDrift Told(IGrouping<string, (bool IsAtWork, JudgedPath Path)> path, IReadOnlyList<string> beneath) =>
            new(path.Key, used(path.Key), path.Sum(s => s.Path.Seen.Count), path.Min(s => s.Path.Seen.FirstAt), path.Max(s => s.Path.Seen.LastAt), beneath);
    }
}

/// <summary>What one hub makes of the records of a stream that came on one way and that it looked at.</summary>
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
