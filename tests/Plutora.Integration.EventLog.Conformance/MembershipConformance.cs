using System.Collections.Concurrent;

namespace Plutora.Integration.EventLog.Conformance;

/// <summary>A group with several members: sharing, taking over, fencing.</summary>
public abstract class MembershipConformance : ConformanceTest
{
    [Fact]
    public async Task Members_share_the_partitions_and_each_record_goes_to_one()
    {
        await MakeTopicAsync("a", 4);
        await using var one = await JoinAsync("g", TopicFilter.Exact("a"));
        await using var two = await JoinAsync("g", TopicFilter.Exact("a"));
        var seen = new ConcurrentBag<(ILogConsumer Member, LogRecord Record)>();
        for (var i = 0; i < 40; i++) await AppendAsync("a", $"k{i}", $"v{i}");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await Task.WhenAll(new[] { one, two }.Select(member => Task.Run(async () =>
        {
            try
            {
                while (seen.Count < 40)
                {
                    var batch = await member.ReadAsync(3, stop.Token);
                    await member.AcknowledgeAsync(batch, Ct);
                    foreach (var record in batch.Records) seen.Add((member, record));
                }

                await stop.CancelAsync();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                Assert.Equal(40, seen.Count);
            }
        })));
        Assert.Equal(40, seen.Select(each => each.Record.Key).Distinct().Count());
        Assert.Equal(2, seen.Select(each => each.Member).Distinct().Count());
        Assert.All(seen.GroupBy(each => each.Record.Partition), partition => Assert.Single(partition.Select(each => each.Member).Distinct()));
    }

    [Fact]
    public async Task A_member_that_lost_a_partition_can_no_longer_acknowledge_or_commit_what_it_read_of_it()
    {
        await MakeTopicAsync("a", 2);
        await MakeTopicAsync("out");
        for (var i = 0; i < 20; i++) await AppendAsync("a", $"k{i}", $"v{i}");
        await using var old = await JoinAsync("g", TopicFilter.Exact("a"));
        var batch = await old.ReadAsync(20, Ct);
        // A read may give what has come so far.
        while (batch.Records.Count < 20)
        {
            await old.RewindAsync(Ct);
            batch = await old.ReadAsync(20, Ct);
        }

        await using var transaction = await old.BeginAsync(batch, Ct);
        transaction.Append(Entry("out", "k", "from a zombie"));
        transaction.PutState("s", "k", Bytes("from a zombie"));
        await using var young = await JoinAsync("g", TopicFilter.Exact("a"));
        await RefusedAsync(LogError.Fenced, async () => await old.AcknowledgeAsync(batch, Ct));
        await RefusedAsync(LogError.Fenced, async () => await transaction.CommitAsync(Ct));
        Assert.Empty(await ReadAllAsync("out"));
        Assert.Null(await Log.GetStateAsync("s", "k", Ct));
        var taken = await young.ReadAsync(20, Ct);
        Assert.Single(taken.Records.Select(record => record.Partition).Distinct());
    }

    [Fact]
    public async Task What_a_leaving_member_did_not_acknowledge_goes_to_the_others()
    {
        await MakeTopicAsync("a", 2);
        await using var staying = await JoinAsync("g", TopicFilter.Exact("a"));
        var leaving = await JoinAsync("g", TopicFilter.Exact("a"));
        for (var i = 0; i < 20; i++) await AppendAsync("a", $"k{i}", $"v{i}");
        // A batch need not have all that is there.
        var leavings = Enumerable.Range(0, 20).Count(i => Partitioner.PartitionOf($"k{i}", 2) == Assert.Single(leaving.Assigned).Partition);
        var left = Values((await TakeAsync(leaving, leavings)).SelectMany(batch => batch.Records));
        await TakeAsync(staying, 20 - leavings);
        var waiting = TakeAsync(staying, leavings);
        await leaving.DisposeAsync();
        Assert.Equal(left, Values((await waiting).SelectMany(batch => batch.Records)));
    }

    [Fact]
    public async Task A_member_keeps_the_partitions_that_it_need_not_give_away()
    {
        await MakeTopicAsync("a", 4);
        for (var i = 0; i < 40; i++) await AppendAsync("a", $"k{i}", $"v{i}");
        await using var old = await JoinAsync("g", TopicFilter.Exact("a"));
        var batches = new List<LogBatch>();
        for (var left = 40; left > 0; left -= batches[^1].Records.Count) batches.Add(await old.ReadAsync(1, Ct));
        await using var young = await JoinAsync("g", TopicFilter.Exact("a"));
        var acknowledged = new HashSet<int>();
        foreach (var batch in batches)
        {
            try
            {
                await old.AcknowledgeAsync(batch, Ct);
                acknowledged.Add(batch.Records[0].Partition);
            }
            catch (LogException lost) when (lost.Error == LogError.Fenced)
            {
                Assert.DoesNotContain(batch.Records[0].Partition, acknowledged);
            }
        }

        Assert.Equal(2, acknowledged.Count);
        var rest = await TakeAsync(young, batches.Count(batch => !acknowledged.Contains(batch.Records[0].Partition)));
        Assert.DoesNotContain(rest.SelectMany(batch => batch.Records), record => acknowledged.Contains(record.Partition));
    }
}
