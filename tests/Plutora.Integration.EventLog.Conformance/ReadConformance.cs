using System.Globalization;

namespace Plutora.Integration.EventLog.Conformance;

/// <summary>Reading by position.</summary>
public abstract class ReadConformance : ConformanceTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Pages_of_any_size_give_every_record_once(int pageSize)
    {
        await MakeTopicAsync("raw.a", 3);
        await MakeTopicAsync("raw.b", 2);
        await MakeTopicAsync("cdm.a");
        for (var i = 0; i < 12; i++)
        {
            await AppendAsync("raw.a", $"k{i}", $"a{i}");
            await AppendAsync("raw.b", $"k{i}", $"b{i}");
            await AppendAsync("cdm.a", $"k{i}", "not asked for");
        }

        var values = Values(await ReadAllAsync(TopicFilter.Prefix("raw."), pageSize)).Order(StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(0, 12).SelectMany(i => new[] { $"a{i}", $"b{i}" }).Order(StringComparer.Ordinal), values);
    }

    [Fact]
    public async Task Each_records_position_resumes_the_read_behind_it()
    {
        await MakeTopicAsync("a", 3);
        for (var i = 0; i < 20; i++) await AppendAsync("a", $"k{i}", $"v{i}");
        var all = await ReadAllAsync("a");
        for (var i = 0; i < all.Count; i++)
        {
            var rest = await Log.ReadAsync(new(TopicFilter.Exact("a"), LogStart.After(all[i].Position)), Ct);
            Assert.Equal(Values(all.Skip(i + 1)), Values(rest.Records));
        }
    }

    [Fact]
    public async Task An_appends_position_resumes_behind_it_in_its_partition()
    {
        await MakeTopicAsync("a");
        var positions = await AppendAsync("a", "k", "1", "2", "3");
        var rest = await Log.ReadAsync(new(TopicFilter.Exact("a"), LogStart.After(positions[1])), Ct);
        Assert.Equal(["3"], Values(rest.Records));
    }

    [Fact]
    public async Task Latest_begins_behind_what_is_there_and_the_next_position_of_an_empty_page_stands()
    {
        await MakeTopicAsync("a", 2);
        await AppendAsync("a", "k", "before");
        var empty = await Log.ReadAsync(new(TopicFilter.Exact("a"), LogStart.Latest), Ct);
        Assert.Empty(empty.Records);
        await AppendAsync("a", "k", "after");
        Assert.Equal(["after"], Values((await Log.ReadAsync(new(TopicFilter.Exact("a"), LogStart.After(empty.Next)), Ct)).Records));
    }

    [Fact]
    public async Task One_partition_is_read_alone()
    {
        await MakeTopicAsync("a", 3);
        for (var i = 0; i < 30; i++) await AppendAsync("a", $"k{i}", i.ToString(CultureInfo.InvariantCulture));
        var all = await ReadAllAsync("a");
        var page = await Log.ReadAsync(new(TopicFilter.Exact("a"), LogStart.Earliest) { Partition = 1 }, Ct);
        Assert.NotEmpty(page.Records);
        Assert.Equal(Values(all.Where(record => record.Partition == 1)), Values(page.Records));
    }

    [Fact]
    public async Task A_page_keeps_to_its_bytes_but_gives_one_record_at_least()
    {
        await MakeTopicAsync("a");
        for (var i = 0; i < 5; i++) await Log.AppendAsync([new("a", "k", new byte[1000])], Ct);
        Assert.Equal(2, (await Log.ReadAsync(new(TopicFilter.Exact("a"), LogStart.Earliest) { MaxBytes = 2500 }, Ct)).Records.Count);
        Assert.Single((await Log.ReadAsync(new(TopicFilter.Exact("a"), LogStart.Earliest) { MaxBytes = 10 }, Ct)).Records);
    }

    [Fact]
    public async Task A_waiting_read_ends_with_the_first_record_even_of_a_topic_made_meanwhile()
    {
        await MakeTopicAsync("raw.a");
        var waiting = Log.ReadAsync(new(TopicFilter.Prefix("raw."), LogStart.Latest) { MaxWait = TimeSpan.FromMinutes(5) }, Ct).AsTask();
        await MakeTopicAsync("raw.b");
        await AppendAsync("raw.b", "k", "new");
        Assert.Equal(["new"], Values((await waiting).Records));
    }

    [Fact]
    public async Task A_waiting_read_ends_when_it_is_cancelled()
    {
        await MakeTopicAsync("a");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var waiting = Log.ReadAsync(new(TopicFilter.Exact("a"), LogStart.Latest) { MaxWait = TimeSpan.FromMinutes(5) }, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_position_of_another_log_and_what_is_none_are_refused()
    {
        await MakeTopicAsync("a");
        await using var other = await Host.OpenOtherAsync();
        await other.EnsureTopicAsync(new("a", 1, TopicRetention.Forever), Ct);
        Assert.NotEqual(Log.Name, other.Name);
        var foreign = (await other.AppendAsync([Entry("a", "k", "v")], Ct))[0];
        foreach (var position in new[] { foreign, new LogPosition("0"), new LogPosition(""), new LogPosition(Log.Name), default })
        {
            await RefusedAsync(LogError.ForeignPosition, async () => await Log.ReadAsync(new(TopicFilter.Exact("a"), LogStart.After(position)), Ct));
            await RefusedAsync(LogError.ForeignPosition, async () => await JoinAsync("g", TopicFilter.Exact("a"), LogStart.After(position)));
        }
    }

    [Fact]
    public async Task An_exact_topic_that_does_not_exist_is_refused_by_name()
    {
        var refused = await RefusedAsync(LogError.TopicUnknown, async () => await Log.ReadAsync(new(TopicFilter.Exact("nowhere"), LogStart.Earliest), Ct));
        Assert.Contains("'nowhere'", refused.Message, StringComparison.Ordinal);
    }
}
