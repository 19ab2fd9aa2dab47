namespace Acme.Company.Scenario;

/// <summary>How long a flow waits before it goes on.</summary>
/// <param name="Span">How long.</param>
/// <param name="AtWork">Whether the time passes in working hours alone, as that of people does.</param>
public readonly record struct Wait(TimeSpan Span, bool AtWork)
{
    private static readonly TimeSpan Opens = TimeSpan.FromHours(8);
    private static readonly TimeSpan Closes = TimeSpan.FromHours(17);

    /// <summary>Time of a machine.</summary>
    public static Wait Minutes(double minutes) => new(TimeSpan.FromMinutes(minutes), false);

    /// <summary>Time of people.</summary>
    public static Wait WorkingHours(double hours) => new(TimeSpan.FromHours(hours), true);

    /// <summary>When the wait is over, where it begins at a moment and the world has working hours.</summary>
    public DateTimeOffset From(DateTimeOffset moment)
    {
        if (!AtWork)
        {
            return moment + Span;
        }

        var (at, left) = (moment, Span);
        while (true)
        {
            var (opens, closes) = (new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero) + Opens, new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero) + Closes);
            if (at.UtcDateTime.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && at < closes)
            {
                at = at < opens ? opens : at;
                if (left <= closes - at)
                {
                    return at + left;
                }

                left -= closes - at;
            }

            at = opens.AddDays(1);
        }
    }
}
