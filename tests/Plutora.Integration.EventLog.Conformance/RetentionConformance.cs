using System.Globalization;

namespace Plutora.Integration.EventLog.Conformance;

/// <summary>What goes by age and by key, and what must stay.</summary>
public abstract class RetentionConformance : ConformanceTest
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Records_over_their_age_go_and_younger_ones_stay()
    {
        SkipUnlessTimeIsControlled();
        await MakeTopicAsync("a", 2, TopicRetention.Delete(10 * Day));
        await MakeTopicAsync("for-ever", 1);
        for (var i = 0; i < 20; i++)
        {
            await AppendAsync("a", $"k{i}", i.ToString(CultureInfo.InvariantCulture));
            await AppendAsync("for-ever", "k", "v");
            Host.Advance(Day);
        }

        await Host.MaintainAsync(Log);
        Assert.Equal(Enumerable.Range(10, 10), (await ReadAllAsync("a")).Select(record => int.Parse(Text(record.Value)!, CultureInfo.InvariantCulture)));
        Assert.Equal(20, (await ReadAllAsync("for-ever")).Count);
    }

    [Fact]
    public async Task Positions_and_offsets_go_on_behind_all_that_was_deleted_even_after_a_restart()
    {
        SkipUnlessTimeIsControlled();
        await MakeTopicAsync("a", 1, TopicRetention.Delete(Day));
        var last = (await AppendAsync("a", "k", "1", "2", "3"))[^1];
        var offset = (await ReadAllAsync("a"))[^1].Offset;
        await using (var consumer = await JoinAsync("g", TopicFilter.Exact("a")))
            await consumer.AcknowledgeAsync((await TakeAsync(consumer, 3))[^1], Ct);
        Host.Advance(2 * Day);
        await Host.MaintainAsync(Log);
        Assert.Empty(await ReadAllAsync("a"));
        await ReopenAsync();
        await AppendAsync("a", "k", "4");
        var record = Assert.Single((await Log.ReadAsync(new(TopicFilter.Exact("a"), LogStart.After(last)), Ct)).Records);
        Assert.True(record.Offset > offset);
        await using var again = await JoinAsync("g", TopicFilter.Exact("a"));
        Assert.Equal(["4"], Values((await again.ReadAsync(10, Ct)).Records));
    }

    [Fact]
    public async Task Compaction_keeps_the_newest_of_each_key()
    {
        SkipUnlessTimeIsControlled();
        await MakeTopicAsync("a", 3, TopicRetention.Compact(Day));
        for (var i = 0; i < 60; i++) await AppendAsync("a", $"k{i % 20}", i.ToString(CultureInfo.InvariantCulture));
        Host.Advance(2 * Day);
        await Host.MaintainAsync(Log);
        var left = await ReadAllAsync("a");
        Assert.Equal(Enumerable.Range(40, 20), left.Select(record => int.Parse(Text(record.Value)!, CultureInfo.InvariantCulture)).Order());
        await Host.MaintainAsync(Log);
        Assert.Equal(20, (await ReadAllAsync("a")).Count);
    }

    [Fact]
    public async Task Every_version_stays_for_the_minimum_lag()
    {
        SkipUnlessTimeIsControlled();
        await MakeTopicAsync("a", 1, TopicRetention.Compact(10 * Day));
        await AppendAsync("a", "k", "1");
        Host.Advance(5 * Day);
        await AppendAsync("a", "k", "2");
        Host.Advance(5 * Day - TimeSpan.FromSeconds(1));
        await AppendAsync("a", "k", "3");
        await Host.MaintainAsync(Log);
        Assert.Equal(["1", "2", "3"], Values(await ReadAllAsync("a")));
        Host.Advance(11 * Day);
        await Host.MaintainAsync(Log);
        Assert.Equal(["3"], Values(await ReadAllAsync("a")));
    }

    [Fact]
    public async Task A_tombstone_ends_its_key_at_once_and_goes_after_its_retention()
    {
        SkipUnlessTimeIsControlled();
        await MakeTopicAsync("a", 1, TopicRetention.Compact(TimeSpan.Zero, 5 * Day));
        await AppendAsync("a", "dead", "1", null);
        await AppendAsync("a", "risen", "1", null, "2");
        Host.Advance(Day);
        await Host.MaintainAsync(Log);
        Assert.Equal([("dead", null), ("risen", "2")], (await ReadAllAsync("a")).Select(record => (record.Key, Text(record.Value))));
        Host.Advance(5 * Day);
        await Host.MaintainAsync(Log);
        Assert.Equal(["risen"], (await ReadAllAsync("a")).Select(record => record.Key));
    }

    [Fact]
    public async Task Both_rules_together_let_even_the_newest_go_by_age()
    {
        SkipUnlessTimeIsControlled();
        await MakeTopicAsync("a", 1, TopicRetention.Compact(Day) with { DeleteAfter = 10 * Day });
        await AppendAsync("a", "old", "1", "2");
        Host.Advance(6 * Day);
        await AppendAsync("a", "new", "1");
        await Host.MaintainAsync(Log);
        Assert.Equal(["2", "1"], Values(await ReadAllAsync("a")));
        Host.Advance(5 * Day);
        await Host.MaintainAsync(Log);
        Assert.Equal(["new"], (await ReadAllAsync("a")).Select(record => record.Key));
        await AppendAsync("a", "old", "3");
        Host.Advance(2 * Day);
        await Host.MaintainAsync(Log);
        Assert.Equal([("new", "1"), ("old", "3")], (await ReadAllAsync("a")).Select(record => (record.Key, Text(record.Value))));
    }

    [Fact]
    public async Task A_group_goes_on_behind_what_retention_took()
    {
        SkipUnlessTimeIsControlled();
        await MakeTopicAsync("a", 1, TopicRetention.Delete(Day));
        await AppendAsync("a", "k", "lost to age");
        await using var consumer = await JoinAsync("g", TopicFilter.Exact("a"));
        Host.Advance(2 * Day);
        await Host.MaintainAsync(Log);
        Assert.Equal(0, (await Log.LagAsync("g", Ct)).Sum(lag => lag.Lag));
        await AppendAsync("a", "k", "next");
        Assert.Equal(["next"], Values((await consumer.ReadAsync(10, Ct)).Records));
    }

    private void SkipUnlessTimeIsControlled() => Assert.SkipUnless(Host.ControlsTime, "this engine's clock cannot be moved by a test");
}
