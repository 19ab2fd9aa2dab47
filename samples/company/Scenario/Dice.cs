namespace Acme.Company.Scenario;

/// <summary>Chance that is the same for the same seed and name. A thing has dice of its own, so that what others throw does not change its luck. Used by one flow at a time.</summary>
public sealed class Dice(int seed, string name)
{
    private ulong _state = Start(seed, name);

    /// <summary>A number from 0 on, below 1.</summary>
    public double Next()
    {
        // SplitMix64.
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Whether something with a chance happens.</summary>
    public bool Happens(double chance) => Next() < chance;

    /// <summary>A number between two, the lower among them.</summary>
    public int Between(int low, int high) => low + (int)(Next() * (high - low));

    /// <summary>A time of which half are shorter and half longer, and some much longer, as waits are.</summary>
    /// <param name="median">The median.</param>
    public double About(double median) => median * Math.Exp(0.6 * Normal());

    /// <summary>One of several.</summary>
    public T Of<T>(IReadOnlyList<T> items) => items[Between(0, items.Count)];

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());

    // FNV-1a, which is the same on every machine.
    private static ulong Start(int seed, string name)
    {
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var character in name)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        return hash;
    }
}
