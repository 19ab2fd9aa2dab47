using System.Globalization;

namespace Plutora.Integration.EventLog.Conformance;

/// <summary>What is appended is there whole, in order, or not at all.</summary>
public abstract class AppendConformance : ConformanceTest
{
    [Fact]
    public async Task A_record_comes_back_as_it_was_given()
    {
        await MakeTopicAsync("a", 4);
        KeyValuePair<string, string>[] headers = [new("type", "com.plutora"), new("empty", ""), new("twice", "1"), new("twice", "Zoë \u0001 😀"), new("long", new string('x', 3000))];
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
        await Log.AppendAsync([new("a", "Schlüssel/😀", Bytes("value"), headers) { Time = time }], Ct);
        var record = Assert.Single(await ReadAllAsync("a"));
        Assert.Equal(("a", "Schlüssel/😀", "value"), (record.Topic, record.Key, Text(record.Value)));
        Assert.Equal(headers, record.Headers);
        Assert.Equal(time, record.AppendedAt);
    }

    [Fact]
    public async Task A_tombstone_is_told_from_an_empty_value()
    {
        await MakeTopicAsync("a");
        await AppendAsync("a", "k", "", null);
        var records = await ReadAllAsync("a");
        Assert.Equal(0, records[0].Value!.Value.Length);
        Assert.Null(records[1].Value);
    }

    [Fact]
    public async Task The_partition_is_murmur2_of_the_partition_key()
    {
        await MakeTopicAsync("a", 7);
        var entries = Enumerable.Range(0, 50).Select(i => new LogEntry("a", $"k{i}", Bytes("v")) { PartitionKey = i % 2 == 0 ? null : $"p{i}" }).ToList();
        await Log.AppendAsync(entries, Ct);
        foreach (var record in await ReadAllAsync("a"))
        {
            var entry = entries.Single(each => each.Key == record.Key);
            Assert.Equal(Partitioner.PartitionOf(entry.PartitionKey ?? entry.Key, 7), record.Partition);
        }
    }

    [Fact]
    public async Task Order_is_kept_by_key_while_many_append_at_once()
    {
        await MakeTopicAsync("a", 4);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            for (var i = 0; i < 20; i++) await AppendAsync("a", $"k{writer}", i.ToString(CultureInfo.InvariantCulture));
        }));
        var byKey = (await ReadAllAsync(TopicFilter.Exact("a"), pageSize: 17)).GroupBy(record => record.Key).ToList();
        Assert.Equal(16, byKey.Count);
        Assert.All(byKey, key => Assert.Equal(Enumerable.Range(0, 20).Select(i => i.ToString(CultureInfo.InvariantCulture)), Values(key)));
    }

    [Fact]
    public async Task Offsets_grow_within_a_partition()
    {
        await MakeTopicAsync("a", 2);
        for (var i = 0; i < 30; i++) await AppendAsync("a", $"k{i}", "v");
        foreach (var partition in (await ReadAllAsync("a")).GroupBy(record => record.Partition))
            Assert.Equal(partition.Select(record => record.Offset).Order().Distinct(), partition.Select(record => record.Offset));
    }

    [Fact]
    public async Task One_bad_entry_refuses_its_batch_whole_and_no_other()
    {
        await MakeTopicAsync("a");
        var bad = Log.AppendAsync([Entry("a", "k", "with-bad"), Entry("unknown", "k", "v")], Ct).AsTask();
        var good = AppendAsync("a", "k", "good");
        var refused = await RefusedAsync(LogError.TopicUnknown, () => bad);
        Assert.Contains("'unknown'", refused.Message, StringComparison.Ordinal);
        await good;
        Assert.Equal(["good"], Values(await ReadAllAsync("a")));
    }

    [Fact]
    public async Task A_record_at_the_limit_is_taken_and_one_over_it_refused_with_its_size()
    {
        await MakeTopicAsync("a");
        await Log.AppendAsync([new("a", "k", new byte[Host.MaxRecordBytes])], Ct);
        var refused = await RefusedAsync(LogError.RecordTooLarge, async () => await Log.AppendAsync([new("a", "big-one", new byte[Host.MaxRecordBytes + 1])], Ct));
        Assert.Contains("'big-one'", refused.Message, StringComparison.Ordinal);
        Assert.Contains((Host.MaxRecordBytes + 1).ToString(CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
        Assert.Equal(Host.MaxRecordBytes, Assert.Single(await ReadAllAsync("a")).Value!.Value.Length);
    }

    [Fact]
    public async Task A_record_without_a_key_is_refused_by_a_compacted_topic()
    {
        await MakeTopicAsync("c", retention: TopicRetention.Compact());
        await RefusedAsync(LogError.Invalid, () => AppendAsync("c", "", "v"));
        await MakeTopicAsync("d");
        await AppendAsync("d", "", "v");
        Assert.Equal("", Assert.Single(await ReadAllAsync("d")).Key);
    }

    [Fact]
    public async Task An_empty_batch_is_no_append()
    {
        Assert.Empty(await Log.AppendAsync([], Ct));
    }
}
