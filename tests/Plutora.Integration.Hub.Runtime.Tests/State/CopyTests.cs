using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Settings;
using static Plutora.Integration.Hub.Runtime.Tests.State.Told;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>A hub goes on with a copy of its log as with the log itself, also with another number of partitions (rule 33 of state).</summary>
public sealed class CopyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    [InlineData(1)]
    public async Task A_hub_goes_on_with_the_copy_and_its_guards_know_where_each_record_lies(int? partitions)
    {
        await using var bench = await StateBench.StartAsync(new HubSettings(), [Item, Note, Part], Told.Mappings);
        foreach (var n in Enumerable.Range(1, 20)) await bench.StoreAsync("a", In($"{n}", 2, "open"), In($"{n}", 3, "done"));
        await bench.SettledAsync();
        var before = (await bench.EventsAsync("work-item")).Select(e => e.Id).Order().ToList();

        await bench.RestartAsync(
            async () =>
            {
                var (copied, kept) = await HubLogCopier.CopyAsync(bench.Hub.Home, null, partitions, [], bench.Time, null, Ct);
                Assert.Equal("done", copied.Stage);
                Assert.Equal(LogError.Moved, Assert.Throws<LogException>(() => EventLog.Embedded.EmbeddedEventLog.Open(new(kept))).Error);
                bench.Settings.Log.Partitions = partitions ?? bench.Settings.Log.Partitions;
            },
            bench.Time);
        await bench.SettledAsync();
        Assert.Equal(before, (await bench.EventsAsync("work-item")).Select(e => e.Id).Order());

        // What was told is a repetition, what is older is refused and gets the newer one behind it, what is newer is published.
        foreach (var n in Enumerable.Range(1, 20)) await bench.StoreAsync("a", In($"{n}", 3, "done"), OfItem($"{n}", 2, "\"title\":\"late\",\"state\":\"open\""));
        await bench.SettledAsync();
        Assert.Equal(before.Count, (await bench.EventsAsync("work-item")).Count);
        Assert.All(await NewestAsync(bench), json => Assert.Contains("\"done\"", json, StringComparison.Ordinal));
        foreach (var n in Enumerable.Range(1, 20)) await bench.StoreAsync("a", In($"{n}", 4, "open"));
        await bench.SettledAsync();
        Assert.Equal(before.Count + 20, (await bench.EventsAsync("work-item")).Count);
    }

    // What compaction would keep of each record (rule 10).
    private static async Task<IReadOnlyCollection<string>> NewestAsync(StateBench bench)
    {
        var newest = new Dictionary<string, string>();
        for (var from = LogStart.Earliest; ;)
        {
            var page = await bench.Hub.Log.ReadAsync(new(TopicFilter.Exact("raw.a.item"), from), Ct);
            if (page.Records.Count == 0) break;
            foreach (var record in page.Records) newest[record.Key] = System.Text.Encoding.UTF8.GetString(record.Value!.Value.Span);
            from = LogStart.After(page.Next);
        }

        Assert.Equal(20, newest.Count);
        return newest.Values;
    }

    [Fact]
    public async Task A_copy_that_was_cut_off_is_finished_and_no_hub_starts_before()
    {
        await using var bench = await StateBench.StartAsync([Item, Note, Part], Told.Mappings);
        await bench.TellAsync(In("1", 2, "open"));
        await bench.RestartAsync(
            async () =>
            {
                await Assert.ThrowsAsync<OperationCanceledException>(() => HubLogCopier.CopyAsync(bench.Hub.Home, null, null, [], bench.Time, new CutOff(), Ct));
                Assert.Equal(LogError.Moved, Assert.Throws<LogException>(() => EventLog.Embedded.EmbeddedEventLog.Open(new(bench.Hub.Home.LogFile))).Error);
                await HubLogCopier.CopyAsync(bench.Hub.Home, null, null, [], bench.Time, null, Ct);
            },
            bench.Time);
        Assert.NotNull(await bench.FindAsync("a/work-item/1"));
    }

    private static Sdk.Streams.SourceRecord In(string id, int second, string state) => OfItem(id, second, $"\"title\":\"t{id}\",\"state\":\"{state}\"");

    private sealed class CutOff : IProgress<EventLog.Copying.LogCopyProgress>
    {
        public void Report(EventLog.Copying.LogCopyProgress value) => throw new OperationCanceledException();
    }
}
