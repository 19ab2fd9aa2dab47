using System.Collections.Concurrent;

namespace Plutora.Integration.Hub.Runtime.Receive;

/// <summary>Bounds how often signals start a read: whoever knows the address can do no more than that, and a busy tool starts no read a second.</summary>
/// <param name="time">The clock.</param>
public sealed class SignalLimiter(TimeProvider time)
{
    /// <summary>Signals that an instance takes within <see cref="Window"/>.</summary>
    public const int Allowed = 6;

    /// <summary>The span that is counted over; it begins with the first signal.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (DateTimeOffset Since, int Count)> _windows = new(StringComparer.Ordinal);

    /// <summary>Counts a signal whose token was right; wrong ones are not counted, so that nobody without the token can use it up.</summary>
    /// <param name="instance">Id of an instance that exists.</param>
    /// <returns>Null when it is taken; else how long to wait.</returns>
    public TimeSpan? Take(string instance)
    {
        var now = time.GetUtcNow();
        var (since, count) = _windows.AddOrUpdate(instance, _ => (now, 1), (_, known) => now - known.Since >= Window ? (now, 1) : (known.Since, known.Count + 1));
        return count <= Allowed ? null : since + Window - now;
    }
}
