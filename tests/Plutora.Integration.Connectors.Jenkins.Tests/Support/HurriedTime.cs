namespace Plutora.Integration.Connectors.Jenkins.Tests.Support;

/// <summary>A clock for which nobody waits: what is to happen later happens at once, and it is later then.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private long _passed;

    public TimeSpan Passed => TimeSpan.FromTicks(Interlocked.Read(ref _passed));

    public override DateTimeOffset GetUtcNow() => Start + Passed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            Interlocked.Add(ref _passed, dueTime.Ticks);
        }

        return new Timer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
