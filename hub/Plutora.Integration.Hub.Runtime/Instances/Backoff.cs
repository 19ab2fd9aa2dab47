namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>How long to wait before the next try: doubling, with a ceiling, spread so that many instances do not come back at once.</summary>
/// <param name="First">Wait after the first failure.</param>
/// <param name="Ceiling">Longest wait.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Ceiling)
{
    /// <summary>One second, doubling up to five minutes.</summary>
    public static Backoff Default { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>The wait after a number of failures in a row.</summary>
    /// <param name="failures">Failures in a row; one at least.</param>
    /// <param name="spread">Between 0 and 1: takes away up to a quarter of the wait.</param>
    public TimeSpan After(int failures, double spread)
    {
        var doubled = First * Math.Pow(2, Math.Min(failures - 1, 30));
        var wait = doubled < Ceiling ? doubled : Ceiling;
        return wait * (1 - (Math.Clamp(spread, 0, 1) / 4));
    }
}
