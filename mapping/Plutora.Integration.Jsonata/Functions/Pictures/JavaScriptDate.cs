namespace Plutora.Integration.Jsonata.Functions.Pictures;

/// <summary>Dates as JavaScript computes them: milliseconds since 1970 over its whole range of years, in the proleptic Gregorian calendar.</summary>
internal static class JavaScriptDate
{
    public const double Day = 86_400_000;

    private const double Range = 8.64e15;

    /// <summary>Milliseconds of a date and time; parts may run over. Not a number beyond the range.</summary>
    public static double Utc(double year, double month, double day = 1, double hour = 0, double minute = 0, double second = 0, double millisecond = 0)
    {
        double[] parts = [year, month, day, hour, minute, second, millisecond];
        if (!parts.All(double.IsFinite))
        {
            return double.NaN;
        }

        (year, month, day) = (Math.Truncate(year), Math.Truncate(month), Math.Truncate(day));
        year = year is >= 0 and <= 99 ? year + 1900 : year;
        year += Math.Floor(month / 12);
        if (Math.Abs(year) > 400_000)
        {
            return double.NaN;
        }

        month -= Math.Floor(month / 12) * 12;
        var millis = ((DaysOf((long)year, (int)month + 1) + day - 1) * Day)
            + (Math.Truncate(hour) * 3_600_000) + (Math.Truncate(minute) * 60_000) + (Math.Truncate(second) * 1_000) + Math.Truncate(millisecond);
        return Clip(millis);
    }

    /// <summary>Milliseconds as a date holds them.</summary>
    public static double Clip(double millis) => Math.Abs(millis) <= Range ? Math.Truncate(millis) : double.NaN;

    /// <summary>Year, month from 1, and day.</summary>
    public static (double Year, double Month, double Day) DateOf(double millis)
    {
        if (double.IsNaN(millis))
        {
            return (double.NaN, double.NaN, double.NaN);
        }

        // Years are counted from March, so that the leap day is the last of its year (Howard Hinnant's civil_from_days).
        var days = (long)Math.Floor(millis / Day) + 719_468;
        var era = Math.DivRem(days >= 0 ? days : days - 146_096, 146_097).Quotient;
        var dayOfEra = days - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        var day = dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1;
        var month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        return (yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, day);
    }

    /// <summary>Milliseconds within the day.</summary>
    public static double TimeOf(double millis) => millis - (Math.Floor(millis / Day) * Day);

    /// <summary>Day of the week, Sunday being 0.</summary>
    public static double WeekdayOf(double millis) => (((Math.Floor(millis / Day) + 4) % 7) + 7) % 7;

    private static long DaysOf(long year, int month)
    {
        year -= month <= 2 ? 1 : 0;
        var era = (year >= 0 ? year : year - 399) / 400;
        var yearOfEra = year - (era * 400);
        var dayOfYear = ((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5;
        return (era * 146_097) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719_468;
    }
}
