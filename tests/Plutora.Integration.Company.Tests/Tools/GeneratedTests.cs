using System.Text.Json.Nodes;
using Acme.Company.Tools.Generated;
using Acme.Company.World;
using CsCheck;

namespace Plutora.Integration.Company.Tests.Tools;

/// <summary>Records that are made of the seed: each the same whenever it is looked at, and found by when it changed as if all were there.</summary>
public sealed class GeneratedTests
{
    private static readonly DateTimeOffset End = new(2026, 6, 1, 12, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public void Issues_are_found_by_the_time_of_their_change_and_stay_what_they_are()
    {
        var issues = new GeneratedIssues(200, 1, new Team { Id = 1, Name = "Checkout", Key = "SHOP" }, ["ann", "bob"], End);
        var all = issues.Newest(null, null, byCreation: false).ToList();
        Assert.Equal(200, all.Count);
        Assert.All(all, i => Assert.Equal((i.State, i.Key), (i.History[^1].To, issues.Find(i.Key)!.Key)));
        Gen.Int[-5, 210].Select(Gen.Int[0, 60]).Sample((minutes, seconds) =>
        {
            var since = End - TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(seconds);
            Assert.Equal(all.Where(i => i.UpdatedAt >= since).Select(i => (i.Id, i.Title, i.UpdatedAt)), issues.Newest(since, new HashSet<long> { 1 }, byCreation: false).Select(i => (i.Id, i.Title, i.UpdatedAt)));
        });
    }

    [Fact]
    public void Rows_are_found_by_the_second_of_their_change_and_counted_without_being_made()
    {
        var items = new GeneratedItems(300, 1, End);
        var all = items.From(null).Rows.ToList();
        Gen.Int[-10, 130].Sample(seconds =>
        {
            var since = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero).AddSeconds(-seconds);
            var expected = all.Where(r => string.CompareOrdinal(Changed(r), $"{since:yyyy-MM-dd HH:mm:ss}") >= 0).Select(r => r.ToJsonString()).ToList();
            var span = items.From(since);
            Assert.Equal(expected, span.Rows.Select(r => r.ToJsonString()));
            Assert.Equal(expected.Count, span.Count);
        });
    }

    private static string Changed(JsonObject row) => row["sys_updated_on"]!["value"]!.ToString();
}
