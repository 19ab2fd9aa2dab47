namespace Plutora.Integration.Jsonata.Functions.Pictures;

/// <summary>The components of a date that pictures name.</summary>
internal static class DateTimeComponents
{
    private const double Week = 7 * JavaScriptDate.Day;

    public static readonly string[] Days = ["", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    /// <summary>A component as a number; the half of the day as 0 or 1.</summary>
    public static double Of(double millis, char component)
    {
        var (year, month, day) = JavaScriptDate.DateOf(millis);
        var time = JavaScriptDate.TimeOf(millis);
        var hour = Math.Floor(time / 3_600_000);
        return component switch
        {
            'Y' => year,
            'M' => month,
            'D' => day,
            'd' => ((JavaScriptDate.Utc(year, month - 1, day) - JavaScriptDate.Utc(year, 0)) / JavaScriptDate.Day) + 1,
            'F' => JavaScriptDate.WeekdayOf(millis) is var weekday && weekday == 0 ? 7 : weekday,
            'W' => WeekOfYear(year, month, day),
            'w' => WeekOfMonth(year, month, day),
            'X' => millis < FirstWeek(year, 0) ? year - 1 : millis >= FirstWeek(year + 1, 0) ? year + 1 : year,
            'x' => WeekMonth(millis, year, month),
            'H' => hour,
            'h' => hour % 12 == 0 ? 12 : hour % 12,
            'P' => hour >= 12 ? 1 : 0,
            'm' => Math.Floor(time / 60_000) % 60,
            's' => Math.Floor(time / 1_000) % 60,
            _ => Math.Floor(time % 1_000),
        };
    }

    private static double WeekOfYear(double year, double month, double day)
    {
        var today = JavaScriptDate.Utc(year, month - 1, day);
        var week = Weeks(FirstWeek(year, 0), today);
        if (week > 52)
        {
            week = today >= FirstWeek(year + 1, 0) ? 1 : week;
        }
        else if (week < 1)
        {
            week = Weeks(FirstWeek(year - 1, 0), today);
        }

        return Math.Floor(week);
    }

    private static double WeekOfMonth(double year, double month, double day)
    {
        var today = JavaScriptDate.Utc(year, month - 1, day);
        var week = Weeks(FirstWeek(year, month - 1), today);
        if (week > 4)
        {
            week = today >= NextMonth(year, month) ? 1 : week;
        }
        else if (week < 1)
        {
            week = Weeks(month == 1 ? FirstWeek(year - 1, 11) : FirstWeek(year, month - 2), today);
        }

        return Math.Floor(week);
    }

    private static double WeekMonth(double millis, double year, double month) =>
        millis < FirstWeek(year, month - 1) ? (month == 1 ? 12 : month - 1)
        : millis >= NextMonth(year, month) ? (month == 12 ? 1 : month + 1)
        : month;

    private static double NextMonth(double year, double month) => month == 12 ? FirstWeek(year + 1, 0) : FirstWeek(year, month);

    private static double Weeks(double start, double end) => ((end - start) / Week) + 1;

    /// <summary>Start of the first week that has most of its days in the year or month.</summary>
    private static double FirstWeek(double year, double month)
    {
        var first = JavaScriptDate.Utc(year, month);
        var weekday = JavaScriptDate.WeekdayOf(first) is var day && day == 0 ? 7 : day;
        return weekday > 4 ? first + ((8 - weekday) * JavaScriptDate.Day) : first - ((weekday - 1) * JavaScriptDate.Day);
    }
}
