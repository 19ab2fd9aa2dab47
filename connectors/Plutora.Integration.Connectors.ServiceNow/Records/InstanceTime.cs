using System.Globalization;

namespace Plutora.Integration.Connectors.ServiceNow.Records;

/// <summary>ServiceNow's own form of an instant: seconds, in UTC, whatever the account's time zone, in values, in what is written and in encoded queries.</summary>
internal static class InstanceTime
{
    private const string Form = "yyyy-MM-dd HH:mm:ss";

    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;

    /// <summary>An instant as a version.</summary>
    public static string? Version(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
