using System.Globalization;

namespace Plutora.Integration.EventLog.Conformance;

/// <summary>A group with one member: delivery, acknowledgement, going back.</summary>
public abstract class GroupConformance : ConformanceTest
{
    [Fact]
    public async Task What_was_not_acknowledged_is_delivered_again_after_a_restart()
    {
        await MakeTopicAsync("a");
        await AppendAsync("a", "k", "1", "2", "3", "4");
        var consumer = await JoinAsync("g", TopicFilter.Exact("a"));
        await consumer.AcknowledgeAsync((await TakeAsync(consumer, 2))[^1], Ct);
        await TakeAsync(consumer, 2);
        await ReopenAsync();
        await using var again = await JoinAsync("g", TopicFilter.Exact("a"));
        Assert.Equal(["3", "4"], Values((await TakeAsync(again, 2)).SelectMany(batch => batch.Records)));
    }

    [Fact]
    public async Task What_is_in_flight_is_not_delivered_to_the_same_member_again()
    {
        await MakeTopicAsync("a", 3);
        for (var i = 0; i < 30; i++) await AppendAsync("a", $"k{i}", i.ToString(CultureInfo.InvariantCulture));
        await using var consumer = await JoinAsync("g", TopicFilter.Exact("a"));
        var records = (await TakeAsync(consumer, 30)).SelectMany(batch => batch.Records);
        Assert.Equal(30, Values(records).Distinct().Count());
    }

    [Fact]
    public async Task Groups_do_not_disturb_each_other()
    {
        await MakeTopicAsync("a");
        await AppendAsync("a", "k", "1", "2");
        await using var one = await JoinAsync("one", TopicFilter.Exact("a"));
        await using var two = await JoinAsync("two", TopicFilter.Exact("a"));
        await one.AcknowledgeAsync((await TakeAsync(one, 2))[^1], Ct);
        Assert.Equal(["1", "2"], Values((await TakeAsync(two, 2)).SelectMany(batch => batch.Records)));
    }

    [Fact]
    public async Task A_group_that_begins_at_latest_misses_nothing_from_its_first_join_on()
    {
        await MakeTopicAsync("a");
        await AppendAsync("a", "k", "before");
        await (await JoinAsync("g", TopicFilter.Exact("a"), LogStart.Latest)).DisposeAsync();
        await AppendAsync("a", "k", "while away");
        await ReopenAsync();
        await using var consumer = await JoinAsync("g", TopicFilter.Exact("a"), LogStart.Latest);
        Assert.Equal(["while away"], Values((await consumer.ReadAsync(10, Ct)).Records));
    }

    [Fact]
    public async Task A_topic_made_later_is_picked_up_from_its_first_record()
    {
        await MakeTopicAsync("raw.a");
        await using var consumer = await JoinAsync("g", TopicFilter.Prefix("raw."), LogStart.Latest);
        var waiting = consumer.ReadAsync(10, Ct).AsTask();
        await MakeTopicAsync("raw.b", 2);
        await AppendAsync("raw.b", "k", "first");
        Assert.Equal(["first"], Values((await waiting).Records));
    }

    [Fact]
    public async Task An_exact_topic_may_be_subscribed_before_it_exists()
    {
        await using var consumer = await JoinAsync("g", TopicFilter.Exact("later"));
        await MakeTopicAsync("later");
        await AppendAsync("later", "k", "v");
        Assert.Equal(["v"], Values((await consumer.ReadAsync(10, Ct)).Records));
    }

    [Fact]
    public async Task Rewinding_delivers_again_and_takes_earlier_batches_their_acknowledgement()
    {
        await MakeTopicAsync("a");
        await AppendAsync("a", "k", "1", "2", "3");
        await using var consumer = await JoinAsync("g", TopicFilter.Exact("a"));
        var first = await consumer.ReadAsync(1, Ct);
        await consumer.AcknowledgeAsync(first, Ct);
        var stale = await consumer.ReadAsync(1, Ct);
        await consumer.RewindAsync(Ct);
        await RefusedAsync(LogError.Fenced, async () => await consumer.AcknowledgeAsync(stale, Ct));
        Assert.Equal(["2", "3"], Values((await TakeAsync(consumer, 2)).SelectMany(batch => batch.Records)));
    }

    [Fact]
    public async Task Seeking_moves_the_group_durably()
    {
        await MakeTopicAsync("a", 2);
        var positions = new List<LogPosition>();
        for (var i = 0; i < 6; i++) positions.AddRange(await AppendAsync("a", "k", i.ToString(CultureInfo.InvariantCulture)));
        var consumer = await JoinAsync("g", TopicFilter.Exact("a"));
        await consumer.AcknowledgeAsync((await TakeAsync(consumer, 6))[^1], Ct);
        await consumer.SeekAsync(LogStart.After(positions[3]), Ct);
        Assert.Equal(["4", "5"], Values((await TakeAsync(consumer, 2)).SelectMany(batch => batch.Records)));
        await ReopenAsync();
        await using var again = await JoinAsync("g", TopicFilter.Exact("a"));
        Assert.Equal(["4", "5"], Values((await TakeAsync(again, 2)).SelectMany(batch => batch.Records)));
        await again.SeekAsync(LogStart.Earliest, Ct);
        Assert.Equal(6, (await TakeAsync(again, 6)).Sum(batch => batch.Records.Count));
    }

    [Fact]
    public async Task A_group_is_reset_from_outside_only_without_members()
    {
        await MakeTopicAsync("a");
        await AppendAsync("a", "k", "1", "2");
        await using (var consumer = await JoinAsync("g", TopicFilter.Exact("a")))
        {
            await consumer.AcknowledgeAsync((await TakeAsync(consumer, 2))[^1], Ct);
            await RefusedAsync(LogError.GroupActive, async () => await Log.ResetGroupAsync("g", TopicFilter.Exact("a"), LogStart.Earliest, Ct));
        }

        await Log.ResetGroupAsync("g", TopicFilter.Exact("a"), LogStart.Earliest, Ct);
        await using var again = await JoinAsync("g", TopicFilter.Exact("a"));
        Assert.Equal(["1", "2"], Values((await TakeAsync(again, 2)).SelectMany(batch => batch.Records)));
    }

    [Fact]
    public async Task Lag_counts_what_is_not_acknowledged()
    {
        await MakeTopicAsync("a", 3);
        for (var i = 0; i < 10; i++) await AppendAsync("a", $"k{i}", "v");
        await using var consumer = await JoinAsync("g", TopicFilter.Exact("a"));
        Assert.Equal(10, (await Log.LagAsync("g", Ct)).Sum(lag => lag.Lag));
        await consumer.AcknowledgeAsync(await consumer.ReadAsync(1, Ct), Ct);
        Assert.Equal(9, (await Log.LagAsync(ct: Ct)).Sum(lag => lag.Lag));
        foreach (var batch in await TakeAsync(consumer, 9)) await consumer.AcknowledgeAsync(batch, Ct);
        Assert.All(await Log.LagAsync("g", Ct), lag => Assert.Equal(0, lag.Lag));
    }

    [Fact]
    public async Task A_later_batch_acknowledges_what_lies_before_it_and_an_earlier_one_takes_nothing_back()
    {
        await MakeTopicAsync("a");
        await AppendAsync("a", "k", "1", "2", "3");
        var consumer = await JoinAsync("g", TopicFilter.Exact("a"));
        var first = await consumer.ReadAsync(1, Ct);
        var second = await consumer.ReadAsync(1, Ct);
        await consumer.AcknowledgeAsync(second, Ct);
        await consumer.AcknowledgeAsync(first, Ct);
        await ReopenAsync();
        await using var again = await JoinAsync("g", TopicFilter.Exact("a"));
        Assert.Equal(["3"], Values((await again.ReadAsync(10, Ct)).Records));
    }
}
