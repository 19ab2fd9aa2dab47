namespace Plutora.Integration.EventLog.Conformance;

/// <summary>Making, comparing, altering and deleting topics.</summary>
public abstract class TopicConformance : ConformanceTest
{
    [Fact]
    public async Task A_topic_ensured_twice_with_the_same_settings_is_one_topic()
    {
        var definition = new TopicDefinition("cdm.work-item.v1", 3, TopicRetention.Compact(TimeSpan.FromHours(1)));
        await Log.EnsureTopicAsync(definition, Ct);
        var info = await Log.EnsureTopicAsync(definition, Ct);
        Assert.Equal(definition, info.Definition);
        Assert.Equal([0, 1, 2], info.Partitions.Select(partition => partition.Partition));
        Assert.Single(await Log.TopicsAsync(Ct));
    }

    [Fact]
    public async Task A_topic_that_exists_with_other_settings_is_reported_and_left_as_it_is()
    {
        await MakeTopicAsync("a", 2);
        var refused = await RefusedAsync(LogError.TopicDiffers, async () => await Log.EnsureTopicAsync(new("a", 4, TopicRetention.Forever), Ct));
        Assert.Contains("'a'", refused.Message, StringComparison.Ordinal);
        await RefusedAsync(LogError.TopicDiffers, async () => await Log.EnsureTopicAsync(new("a", 2, TopicRetention.Delete(TimeSpan.FromDays(1))), Ct));
        Assert.Equal(new("a", 2, TopicRetention.Forever), Assert.Single(await Log.TopicsAsync(Ct)).Definition);
    }

    [Fact]
    public async Task Topics_ensured_at_once_by_many_are_made_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => MakeTopicAsync("a", 4)));
        Assert.Single(await Log.TopicsAsync(Ct));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(".", 1)]
    [InlineData("with space", 1)]
    [InlineData("ümlaut", 1)]
    [InlineData("no-partitions", 0)]
    public async Task A_name_or_number_outside_the_grammar_is_refused(string name, int partitions) =>
        await RefusedAsync(LogError.Invalid, async () => await Log.EnsureTopicAsync(new(name, partitions, TopicRetention.Forever), Ct));

    [Fact]
    public async Task Retention_is_altered_explicitly_only()
    {
        await MakeTopicAsync("a");
        var info = await Log.UpdateRetentionAsync("a", TopicRetention.Delete(TimeSpan.FromDays(2)), Ct);
        Assert.Equal(TimeSpan.FromDays(2), info.Definition.Retention.DeleteAfter);
        await ReopenAsync();
        Assert.Equal(TopicRetention.Delete(TimeSpan.FromDays(2)), Assert.Single(await Log.TopicsAsync(Ct)).Definition.Retention);
        await RefusedAsync(LogError.TopicUnknown, async () => await Log.UpdateRetentionAsync("b", TopicRetention.Forever, Ct));
    }

    [Fact]
    public async Task A_topic_deleted_and_made_anew_is_empty_and_its_groups_begin_at_its_start()
    {
        await MakeTopicAsync("a", 2);
        await AppendAsync("a", "k", "old-1", "old-2");
        await using (var consumer = await JoinAsync("g", TopicFilter.Exact("a")))
            await consumer.AcknowledgeAsync((await TakeAsync(consumer, 2))[^1], Ct);
        await Log.DeleteTopicAsync("a", Ct);
        Assert.Empty(await Log.TopicsAsync(Ct));
        await RefusedAsync(LogError.TopicUnknown, async () => await AppendAsync("a", "k", "lost"));
        await MakeTopicAsync("a", 2);
        await AppendAsync("a", "k", "new");
        Assert.Equal(["new"], Values(await ReadAllAsync("a")));
        await using var again = await JoinAsync("g", TopicFilter.Exact("a"));
        Assert.Equal(["new"], Values((await again.ReadAsync(10, Ct)).Records));
    }

    [Fact]
    public async Task A_topic_tells_where_its_partitions_begin_and_end()
    {
        await MakeTopicAsync("a");
        await AppendAsync("a", "k", "1", "2", "3");
        var records = await ReadAllAsync("a");
        var partition = Assert.Single(Assert.Single(await Log.TopicsAsync(Ct)).Partitions);
        Assert.Equal(records[0].Offset, partition.StartOffset);
        Assert.True(partition.EndOffset > records[^1].Offset);
    }
}
