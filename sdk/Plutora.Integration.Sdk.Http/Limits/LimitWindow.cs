using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Sdk.Http.Limits;

/// <summary>What is left of a limit until it is restored.</summary>
internal sealed class LimitWindow
{
    // So often is a file written in a window, each time for the requests to come: after a restart that many of a limit's requests may count as sent that were not.
    private const int Writes = 50;

    // Ends that are told in seconds from now, or rounded, differ from answer to answer.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);
    private long _kept = long.MaxValue;
    private long _asOf;

    /// <summary>Goes on with what was kept.</summary>
    public LimitWindow(KeptLimit kept) => (Most, End, IsCounted, Left, _kept) = (kept.Most, kept.End, kept.Counted, kept.Left, kept.Left);

    private LimitWindow(RateLimit told, DateTimeOffset end, long left) => (Most, End, IsCounted, Left) = (told.Limit, end, told.Remaining is null, left);

    /// <summary>Requests that the limit allows; null where the tool does not say.</summary>
    public long? Most { get; }

    /// <summary>When the limit is restored.</summary>
    public DateTimeOffset End { get; }

    /// <summary>Whether what is left is counted here, since the tool tells the limit alone.</summary>
    public bool IsCounted { get; }

    /// <summary>Requests that are left by the answers that came.</summary>
    public long Left { get; private set; }

    /// <summary>The window that an answer tells of, the one before it where that has not ended; null where the tool does not tell enough.</summary>
    public static LimitWindow? Of(RateLimit told, LimitWindow? before) => told.ResetAt is not { } end || (told.Remaining ?? told.Limit) is not { } left
        ? null
        : before is not null && (before.IsOlder(end) || (end - before.End <= Rounding && before.IsCounted == (told.Remaining is null) && before.Most == told.Limit)) ? before : new(told, end, left);

    /// <summary>Takes what an answer tells of what is left.</summary>
    /// <param name="told">What it tells.</param>
    /// <param name="refused">Whether it refused the request.</param>
    /// <param name="turn">Number of the request.</param>
    /// <param name="turns">Number of the last request that was sent.</param>
    public void Take(RateLimit told, bool refused, long turn, long turns)
    {
        if (told.ResetAt is { } end && IsOlder(end))
        {
            return;
        }

        if (IsCounted)
        {
            Left = refused ? 0 : Math.Max(0, Left - 1);
        }
        else if (told.Remaining is { } left && (turn > _asOf || left < Left))
        {
            // Answers pass each other on the way: more is left only where a request says so that was sent after it was known that less is.
            (Left, _asOf) = (left, turns);
        }
    }

    /// <summary>Counts a request whose answer was lost.</summary>
    public void Lose() => Left = Math.Max(0, Left - 1);

    /// <summary>Lowers what is kept for after a restart below what is left, so that each request is counted before it is sent.</summary>
    /// <param name="onTheWay">Requests whose answers are still to come.</param>
    /// <returns>Whether what is kept has changed.</returns>
    public bool Floor(int onTheWay)
    {
        var left = Math.Max(0, Left - onTheWay);

        // A tool that tells what is left tells it after a restart too, unless nothing is.
        if (left >= _kept || (!IsCounted && left > 0))
        {
            return false;
        }

        _kept = Math.Max(0, left - ((Most ?? 0) / Writes));
        return true;
    }

    public KeptLimit Kept(string name) => new(name, Most, Math.Min(Left, _kept), End, IsCounted);

    private bool IsOlder(DateTimeOffset end) => End - end > Rounding;
}
