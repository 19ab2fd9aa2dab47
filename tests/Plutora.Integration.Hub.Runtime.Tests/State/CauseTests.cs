using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Rule 20 of state: whether a change is told as live follows from when it happened at the tool, whoever read it and however late.</summary>
public sealed class CauseTests
{
    private const int Hour = 3600;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_happened_during_an_outage_of_hours_is_live_and_told_once_whether_the_poll_or_a_late_webhook_brings_it_first(bool pollFirst)
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.ReadAsync("item", Item("1", -Hour, "before"), Item("2", -2 * Hour, "before"));
        await bench.ReadAsync("loose", Milestone("m", "before"), Milestone("n", "before"));
        await bench.SettledAsync();
        var (items, milestones) = ((await bench.EventsAsync("work-item")).Count, (await bench.EventsAsync("milestone")).Count);
        await bench.RestartAsync(() => bench.Time.Advance(TimeSpan.FromHours(6)));

        SourceRecord[] missed = [Item("1", Hour, "missed"), Item("3", 5 * Hour, "new")];
        if (pollFirst)
        {
            await bench.ReadAsync("item", [.. missed, Item("4", -Hour, "older than the instance")]);
            await bench.SettledAsync();
            await bench.TellAsync(missed);
        }
        else
        {
            await bench.TellAsync(missed);
            await bench.ReadAsync("item", [.. missed, Item("4", -Hour, "older than the instance")]);
        }

        // The tool gives these no time: what is read after the first complete read has happened since.
        await bench.ReadAsync("loose", Milestone("m", "missed"), Milestone("n", "before"));
        await bench.SettledAsync();

        Assert.Equal(
            [("1", EventCause.Live), ("3", EventCause.Live), ("4", EventCause.Backfill)],
            (await bench.EventsAsync("work-item")).Skip(items).Select(e => (e.Subject.Key, e.Cause)).Order());
        Assert.Equal([("m", EventCause.Live)], (await bench.EventsAsync("milestone")).Skip(milestones).Select(e => (e.Subject.Key, e.Cause)));
        Assert.All((await bench.EventsAsync("work-item")).Take(items), e => Assert.Equal(EventCause.Backfill, e.Cause));
    }

    [Fact]
    public async Task What_a_scan_after_an_outage_no_longer_finds_is_a_live_deletion_at_the_scans_start()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.ReadAsync("item", Item("1", -Hour, "before"), Item("2", -Hour, "before"));
        await bench.SettledAsync();
        await bench.RestartAsync(() => bench.Time.Advance(TimeSpan.FromHours(30)));
        var began = bench.Time.GetUtcNow();
        bench.Connector.Read = request => request.Mode == ReadMode.FullScan && request.Stream == "item" ? [new([Item("1", -Hour, "before")], new(1, "1")) { SentAt = began }] : [];
        bench.Hub.Instances.Find("a")!.Request("item", ReadMode.FullScan);
        await bench.UntilAsync(async () => await bench.FindAsync("a/work-item/2") is null);
        await bench.SettledAsync();
        var deleted = Assert.Single(await bench.EventsAsync("work-item"), e => e.Type.Change == EntityChange.Deleted);
        Assert.Equal(("2", EventCause.Live), (deleted.Subject.Key, deleted.Cause));
        Assert.InRange(deleted.Time, began, bench.Time.GetUtcNow());
    }

    private static SourceRecord Item(string id, int second, string title) => Told.OfItem(id, second, $""" "title":"{title}","state":"open" """);

    private static SourceRecord Milestone(string id, string title) => Told.Of("loose", id, null, $$"""{"id":"{{id}}","title":"{{title}}"}""");
}
