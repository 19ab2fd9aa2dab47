namespace Plutora.Integration.Jsonata.Functions.Pictures;

/// <summary>Whether separators stand at regular distances.</summary>
internal static class Grouping
{
    /// <summary>The distance, or 0 where there is none.</summary>
    public static int Regular(IReadOnlyList<int> positions)
    {
        if (positions.Count == 0)
        {
            return 0;
        }

        var factor = positions.Aggregate(CommonFactor);
        return Enumerable.Range(1, positions.Count).All(index => positions.Contains(index * factor)) ? factor : 0;
    }

    private static int CommonFactor(int a, int b) => b == 0 ? a : CommonFactor(b, a % b);
}
