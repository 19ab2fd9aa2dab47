using Microsoft.Extensions.Time.Testing;

namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>
/// The clock as the connector sees it. It stands still but for what the kit lets pass, and a short pause, such as a pace between two requests, passes at once: nothing else is waited for meanwhile.
/// </summary>
internal sealed class GuestClock(FakeTimeProvider clock) : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(250);

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= Short && period == Timeout.InfiniteTimeSpan)
        {
            ThreadPool.QueueUserWorkItem(static pause => pause.clock.Advance(pause.dueTime), (clock, dueTime), preferLocal: false);
        }

        return timer;
    }
}
