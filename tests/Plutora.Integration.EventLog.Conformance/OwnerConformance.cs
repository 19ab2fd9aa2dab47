namespace Plutora.Integration.EventLog.Conformance;

/// <summary>What the hub's owner of entities relies on: a look that does not wait, single records by place, work on partitions that are held.</summary>
public abstract class OwnerConformance : ConformanceTest
{
    [Fact]
    public async Task A_look_without_waiting_gives_null_where_nothing_waits()
    {
        await MakeTopicAsync("a");
        await using var consumer = await JoinAsync("g", TopicFilter.Exact("a"));
        await AppendAsync("a", "k", "1");
        Assert.Equal(["1"], Values((await TakeAsync(consumer, 1))[0].Records));
        Assert.Null(await consumer.TryReadAsync(10, Ct));
    }

    [Fact]
    public async Task A_record_is_found_by_its_place_and_no_other_is()
    {
        await MakeTopicAsync("a", 2);
        for (var i = 0; i < 20; i++) await AppendAsync("a", $"k{i}", $"{i}");
        foreach (var record in await ReadAllAsync("a"))
            Assert.Equal(Text(record.Value), Text((await Log.FindAsync(new("a", record.Partition), record.Offset, Ct))!.Value));
        Assert.Null(await Log.FindAsync(new("a", 0), 1_000_000, Ct));
        Assert.Null(await Log.FindAsync(new("a", 7), 0, Ct));
    }

    [Fact]
    public async Task Records_of_one_key_are_read_alone_and_in_order()
    {
        await MakeTopicAsync("k", 3);
        for (var i = 0; i < 30; i++) await AppendAsync("k", $"k{i % 7}", $"{i}");
        var values = new List<string?>();
        for (var from = LogStart.Earliest; ;)
        {
            var page = await Log.ReadAsync(new(TopicFilter.Exact("k"), from) { Key = "k3", MaxRecords = 2 }, Ct);
            if (page.Records.Count == 0) break;
            values.AddRange(Values(page.Records));
            from = LogStart.After(page.Next);
        }

        Assert.Equal(["3", "10", "17", "24"], values);
    }

    [Fact]
    public async Task One_filter_takes_names_and_prefixes()
    {
        await MakeTopicAsync("raw.a");
        await MakeTopicAsync("owner");
        await MakeTopicAsync("other");
        await using var consumer = await JoinAsync("g", TopicFilter.Prefix("raw.").Or(TopicFilter.Exact("owner")));
        await AppendAsync("other", "k", "no");
        await AppendAsync("owner", "k", "1");
        await AppendAsync("raw.a", "k", "2");
        Assert.Equal(["1", "2"], Values((await TakeAsync(consumer, 2)).SelectMany(batch => batch.Records)).Order());
    }

    [Fact]
    public async Task The_only_member_holds_every_partition_and_may_work_on_it_without_acknowledging()
    {
        await MakeTopicAsync("a", 3);
        await using var consumer = await JoinAsync("g", TopicFilter.Exact("a"));
        await AppendAsync("a", "k", "1");
        var batch = (await TakeAsync(consumer, 1))[0];
        Assert.Equal([0, 1, 2], consumer.Assigned.Select(each => each.Partition).Order());
        await using (var work = await consumer.BeginAsync(consumer.Assigned, Ct))
        {
            work.PutState("s", "k", Bytes("v"));
            await work.CommitAsync(Ct);
        }

        Assert.Equal("v", Text(await Log.GetStateAsync("s", "k", Ct)));
        Assert.Equal(1, (await Log.LagAsync("g", Ct)).Sum(each => each.Lag));
        await consumer.AcknowledgeAsync(batch, Ct);
    }

    [Fact]
    public async Task Partitions_of_one_number_in_topics_of_one_size_go_to_one_member_whenever_the_topics_were_made()
    {
        await MakeTopicAsync("raw.a", 4);
        await using var first = await JoinAsync("g", TopicFilter.Prefix("raw."));
        await MakeTopicAsync("raw.b", 4);
        await using var second = await JoinAsync("g", TopicFilter.Prefix("raw."));
        await MakeTopicAsync("raw.c", 4);
        while (first.Assigned.Count + second.Assigned.Count < 12 || first.Assigned.Count == 12 || second.Assigned.Count == 12)
        {
            await first.TryReadAsync(1, Ct);
            await second.TryReadAsync(1, Ct);
        }

        foreach (var member in new[] { first, second })
            Assert.All(member.Assigned.GroupBy(each => each.Partition), set => Assert.Equal(["raw.a", "raw.b", "raw.c"], set.Select(each => each.Topic).Order()));
    }

    [Fact]
    public async Task Work_on_a_partition_that_another_member_holds_is_fenced()
    {
        await MakeTopicAsync("a", 2);
        await using var first = await JoinAsync("g", TopicFilter.Exact("a"));
        await AppendAsync("a", "k", "1");
        await TakeAsync(first, 1);
        await using var work = await first.BeginAsync(first.Assigned, Ct);
        work.PutState("s", "k", Bytes("v"));
        await using var second = await JoinAsync("g", TopicFilter.Exact("a"));
        await AppendAsync("a", "l", "2");
        while (second.Assigned.Count == 0 && await second.TryReadAsync(1, Ct) is null && await first.TryReadAsync(1, Ct) is null) await Task.Yield();
        await RefusedAsync(LogError.Fenced, async () => await work.CommitAsync(Ct));
        Assert.Null(await Log.GetStateAsync("s", "k", Ct));
    }
}
