namespace Acme.Company.Tools.Http;

/// <summary>A limit of requests in a window of time that begins with the first request and ends with a whole second. Safe for any number of threads.</summary>
/// <param name="most">Requests in one window.</param>
/// <param name="window">Length of a window.</param>
/// <param name="clock">The clock.</param>
public sealed class RateLimit(int most, TimeSpan window, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _end = DateTimeOffset.MinValue;
    private int _used;

    /// <summary>Requests in one window.</summary>
    public int Most => most;

    /// <summary>Requests that were taken since the start.</summary>
    public long Taken { get; private set; }

    /// <summary>Requests that were refused since the start.</summary>
    public long Refused { get; private set; }

    /// <summary>Counts a request.</summary>
    public RateLimitState Take()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (now >= _end)
            {
                // Headers tell the end to the second: who comes back then is not to come too early.
                var end = now + window + TimeSpan.FromTicks(TimeSpan.TicksPerSecond - 1);
                (_end, _used) = (end.AddTicks(-(end.Ticks % TimeSpan.TicksPerSecond)), 0);
            }

            var admitted = _used < most;
            if (admitted)
            {
                _used++;
                Taken++;
            }
            else
            {
                Refused++;
            }

            return new(admitted, most, most - _used, _end, _end - now);
        }
    }
}

/// <summary>Where a limit stands after a request.</summary>
/// <param name="Admitted">Whether the request is within the limit.</param>
/// <param name="Most">Requests in one window.</param>
/// <param name="Remaining">Requests that are left in this window.</param>
/// <param name="ResetsAt">When the next window may begin.</param>
/// <param name="ResetsIn">How long that is from now.</param>
public sealed record RateLimitState(bool Admitted, int Most, int Remaining, DateTimeOffset ResetsAt, TimeSpan ResetsIn)
{
    /// <summary>Whole seconds until the next window, rounded up; 1 at least.</summary>
    public int RetryAfterSeconds => Math.Max(1, (int)Math.Ceiling(ResetsIn.TotalSeconds));
}
