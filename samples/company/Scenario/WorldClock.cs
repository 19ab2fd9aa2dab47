namespace Acme.Company.Scenario;

/// <summary>The world's clock: it is set from moment to moment while the history is played, and goes with the real one from then on.</summary>
/// <param name="real">The real clock.</param>
/// <param name="start">When the history begins.</param>
public sealed class WorldClock(TimeProvider real, DateTimeOffset start) : TimeProvider
{
    private long _played = start.UtcTicks;

    /// <summary>Whether the clock goes by itself.</summary>
    public bool IsLive => Interlocked.Read(ref _played) < 0;

    /// <summary>The real clock.</summary>
    public TimeProvider Real { get; } = real;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Interlocked.Read(ref _played) is >= 0 and var ticks ? new(ticks, TimeSpan.Zero) : Real.GetUtcNow();

    /// <summary>Plays on to a moment.</summary>
    /// <exception cref="InvalidOperationException">The history is over, or the moment is behind.</exception>
    public void PlayTo(DateTimeOffset moment)
    {
        if (IsLive || moment.UtcTicks < Interlocked.Read(ref _played))
        {
            throw new InvalidOperationException("The world's clock goes forward, and by itself once the history is over.");
        }

        Interlocked.Exchange(ref _played, moment.UtcTicks);
    }

    /// <summary>Ends the history: from now on the clock goes with the real one.</summary>
    public void GoLive() => Interlocked.Exchange(ref _played, -1);
}
