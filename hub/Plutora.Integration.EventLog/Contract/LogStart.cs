namespace Plutora.Integration.EventLog;

/// <summary>Where reading begins.</summary>
public abstract record LogStart
{
    private LogStart() { }

    /// <summary>At the oldest record kept.</summary>
    public static LogStart Earliest { get; } = new EarliestStart();

    /// <summary>Behind the newest record committed when the read begins.</summary>
    public static LogStart Latest { get; } = new LatestStart();

    /// <summary>Behind a position that a read or an append of the same log gave.</summary>
    public static LogStart After(LogPosition position) => new AfterStart(position);

    /// <summary>See <see cref="Earliest"/>.</summary>
    public sealed record EarliestStart : LogStart;

    /// <summary>See <see cref="Latest"/>.</summary>
    public sealed record LatestStart : LogStart;

    /// <summary>See <see cref="After"/>.</summary>
    /// <param name="Position">The position.</param>
    public sealed record AfterStart(LogPosition Position) : LogStart;
}
