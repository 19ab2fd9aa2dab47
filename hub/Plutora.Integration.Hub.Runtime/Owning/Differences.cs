namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>What one list has and another has not.</summary>
internal static class Differences
{
    // Above it, sets are made.
    private const int Short = 16;

    /// <summary>The values of <paramref name="some"/> that are not in <paramref name="others"/>. Both hold each value once; most are short, and then nothing is made but the answer, if there is one.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> some, IReadOnlyList<T> others)
        where T : IEquatable<T>
    {
        if (some.Count == 0 || others.Count == 0)
        {
            return some;
        }

        if (some.Count > Short || others.Count > Short)
        {
            return [.. some.Except(others)];
        }

        List<T>? found = null;
        for (var n = 0; n < some.Count; n++)
        {
            if (!Contains(others, some[n]))
            {
                (found ??= []).Add(some[n]);
            }
        }

        return found ?? (IReadOnlyList<T>)[];
    }

    private static bool Contains<T>(IReadOnlyList<T> values, T value)
        where T : IEquatable<T>
    {
        for (var n = 0; n < values.Count; n++)
        {
            if (values[n].Equals(value))
            {
                return true;
            }
        }

        return false;
    }
}
