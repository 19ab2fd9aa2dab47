namespace Plutora.Integration.Mapping.Compilation;

/// <summary>Finds the name that somebody who mistyped may have meant.</summary>
internal static class Nearest
{
    /// <summary>A sentence that names the nearest candidate, or lists them when none is near.</summary>
    public static string Suggest(string given, IEnumerable<string> candidates)
    {
        var known = candidates.Order(StringComparer.Ordinal).ToArray();
        if (Find(given, known) is { } near)
        {
            return $"Did you mean '{near}'?";
        }

        return known.Length == 0 ? "There is none to choose from." : $"Known are {string.Join(", ", known)}.";
    }

    /// <summary>The nearest candidate; null when none is near.</summary>
    public static string? Find(string given, IEnumerable<string> candidates)
    {
        var (name, distance) = candidates.Order(StringComparer.Ordinal).Select(name => (name, distance: Distance(Fold(given), Fold(name))))
            .OrderBy(pair => pair.distance)
            .FirstOrDefault();
        return name is not null && distance <= Math.Max(2, given.Length / 3) ? name : null;
    }

    private static string Fold(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Levenshtein's distance, with one row kept.</summary>
    private static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
        {
            row[column] = column;
        }

        for (var line = 1; line <= left.Length; line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column <= right.Length; column++)
            {
                var above = row[column];
                var replaced = diagonal + (left[line - 1] == right[column - 1] ? 0 : 1);
                row[column] = Math.Min(replaced, Math.Min(above, row[column - 1]) + 1);
                diagonal = above;
            }
        }

        return row[^1];
    }
}
