using System.Globalization;
using CsCheck;
using Plutora.Integration.Connectors.Jira.Api;

namespace Plutora.Integration.Connectors.Jira.Tests.Reading;

public sealed class AccountTimeTests
{
    private static readonly TimeZoneInfo[] Zones = [.. new[] { "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Kiritimati", "America/St_Johns" }.Select(TimeZoneInfo.FindSystemTimeZoneById)];

    [Fact]
    public void A_bound_never_lies_behind_the_instant_however_its_zone_understands_it() =>
        Gen.Select(Gen.Int[0, Zones.Length - 1], Gen.Long[946_684_800, 2_000_000_000]).Sample((zone, seconds) =>
        {
            var instant = DateTimeOffset.FromUnixTimeSeconds(seconds);
            var local = Minute(new AccountTime(Zones[zone]).From(instant));

            // The latest instant that the zone may mean by it.
            var latest = Zones[zone].IsAmbiguousTime(local) ? new DateTimeOffset(local, Zones[zone].GetAmbiguousTimeOffsets(local).Min()) : new(local, Zones[zone].GetUtcOffset(local));
            Assert.True(latest <= instant && instant - latest < TimeSpan.FromHours(2.1), $"{instant:u} became {local:u} of {Zones[zone].Id}, at the latest {latest:u}");
        });

    [Fact]
    public void An_account_in_a_zone_that_nobody_knows_goes_back_further_than_any_zone()
    {
        var instant = new DateTimeOffset(2024, 3, 1, 12, 0, 30, TimeSpan.Zero);
        Assert.Equal("2024-03-01 00:00", new AccountTime(null).From(instant));
    }

    [Fact]
    public void Without_an_instant_a_search_is_bounded_all_the_same() => Assert.Equal("1999-01-01 01:00", new AccountTime(Zones[1]).From(null));

    private static DateTime Minute(string text) => DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
