using Xunit;

namespace Plutora.Integration.EventLog.Conformance;

/// <summary>What must not be kept is rewritten: values change or go, everything else stays.</summary>
public abstract class RewriteConformance : ConformanceTest
{
    [Fact]
    public async Task A_rewrite_changes_the_values_it_is_told_to_and_no_other()
    {
        await MakeTopicAsync("a", partitions: 3);
        await MakeTopicAsync("b");
        for (var i = 0; i < 700; i++) await AppendAsync("a", $"k{i}", i % 7 == 0 ? "secret" : $"v{i}");
        await AppendAsync("b", "k", "secret");

        var outcome = await ((ILogRewriter)Log).RewriteAsync(TopicFilter.Exact("a"), record => Text(record.Value) == "secret" ? RecordRewrite.With(Bytes("-")) : RecordRewrite.Keep, Ct);

        Assert.Equal(100, outcome.Replaced);
        var newest = Newest(await ReadAllAsync("a"));
        Assert.Equal(700, newest.Count);
        Assert.All(newest, each => Assert.Equal(int.Parse(each.Key[1..], System.Globalization.CultureInfo.InvariantCulture) % 7 == 0 ? "-" : "v" + each.Key[1..], each.Value));
        Assert.Equal(["secret"], Values(await ReadAllAsync("b")));
    }

    [Fact]
    public async Task A_removed_record_is_gone_and_its_partition_goes_on()
    {
        await MakeTopicAsync("a", retention: TopicRetention.Compact());
        await AppendAsync("a", "k", "secret");
        await AppendAsync("a", "l", "kept");
        var group = await JoinAsync("g", TopicFilter.Exact("a"));
        await using (group) await TakeAsync(group, 2);

        await ((ILogRewriter)Log).RewriteAsync(TopicFilter.Exact("a"), record => record.Key == "k" ? RecordRewrite.Remove : RecordRewrite.Keep, Ct);
        await ReopenAsync();
        await AppendAsync("a", "l", "later");

        var read = await ReadAllAsync("a");
        Assert.Null(Newest(read).GetValueOrDefault("k"));
        Assert.Equal("later", Newest(read)["l"]);
        Assert.Equal(read.Select(r => r.Offset).Order(), read.Select(r => r.Offset));
    }

    private static Dictionary<string, string?> Newest(IEnumerable<LogRecord> records)
    {
        var newest = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var record in records) newest[record.Key] = Text(record.Value);
        return newest;
    }
}
