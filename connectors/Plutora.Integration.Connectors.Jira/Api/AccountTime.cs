using System.Globalization;

namespace Plutora.Integration.Connectors.Jira.Api;

/// <summary>
/// Writes instants for JQL, which knows minutes in the time zone of the account and nothing finer. What is written is never later than the
/// instant that is meant: a search from there on leaves nothing out.
/// </summary>
internal sealed class AccountTime(TimeZoneInfo? zone)
{
    // Zones lie twelve hours behind UTC at most.
    private static readonly TimeSpan Furthest = TimeSpan.FromHours(12);

    // Jira refuses a search that nothing bounds; nothing is older than this.
    private static readonly DateTimeOffset Beginning = new(1999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Asks in which zone the account's searches are understood.</summary>
    public static async Task<AccountTime> OfAsync(JiraApi api, CancellationToken cancellationToken)
    {
        using var account = await api.GetAsync(api.Platform("myself"), cancellationToken).ConfigureAwait(false);
        return new(account.RootElement.Text("timeZone") is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found) ? found : null);
    }

    /// <summary>The minute in which an instant lies, or an earlier one; the beginning of all where there is no instant.</summary>
    public string From(DateTimeOffset? instant)
    {
        var utc = (instant is { } at && at > Beginning ? at : Beginning).UtcDateTime;
        if (zone is null)
        {
            return Minute(utc - Furthest);
        }

        var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);

        // An hour that clocks pass twice may be understood as its second passing.
        return Minute(zone.IsAmbiguousTime(local) ? local - (zone.GetAmbiguousTimeOffsets(local).Max() - zone.GetAmbiguousTimeOffsets(local).Min()) : local);
    }

    private static string Minute(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
