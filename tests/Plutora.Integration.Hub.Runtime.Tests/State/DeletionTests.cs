using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Rules 14 to 17 of state: deletions told and inferred.</summary>
public sealed class DeletionTests
{
    private static Task<StateBench> StartAsync() => StateBench.StartAsync(Told.Streams, Told.Mappings);

    [Fact]
    public async Task A_deletion_with_a_version_is_undone_by_a_newer_version_alone()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.OfItem("1", 10, """ "title":"t","state":"open" """));
        await bench.TellAsync(Told.Of("item", "1", 20, "{}", deleted: true));
        Assert.Null(await bench.FindAsync("a/work-item/1"));
        await bench.TellAsync(Told.OfItem("1", 20, """ "title":"as of the deletion","state":"open" """));
        await bench.TellAsync(Told.OfItem("1", 15, """ "title":"older","state":"open" """));
        Assert.Null(await bench.FindAsync("a/work-item/1"));
        await bench.TellAsync(Told.OfItem("1", 21, """ "title":"back","state":"open" """));
        Assert.Equal("back", await bench.FieldAsync("a/work-item/1", "title"));
        var events = await bench.EventsAsync("work-item");
        Assert.Equal([EntityChange.Upserted, EntityChange.Deleted, EntityChange.Upserted], events.Select(e => e.Type.Change));
        Assert.Contains("\"t\"", System.Text.Encoding.UTF8.GetString(events[1].Data.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deletion_without_a_version_is_undone_by_anything_received_after_it()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.Of("loose", "main", null, """{"id":"main","title":"t"}"""));
        await bench.TellAsync(Told.Of("loose", "main", null, "{}", deleted: true));
        Assert.Null(await bench.FindAsync("a/milestone/main"));
        await bench.TellAsync(Told.Of("loose", "main", null, """{"id":"main","title":"t"}"""));
        Assert.NotNull(await bench.FindAsync("a/milestone/main"));
    }

    [Fact]
    public async Task A_secondary_stream_does_not_keep_an_entity_alive_in_any_order()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.OfItem("1", 10, """ "title":"t","state":"open" """), Told.Of("note", "n", 11, """{"id":"n","item":"1","priority":"P1"}"""), Told.Of("item", "1", 20, "{}", deleted: true));
        await bench.TellAsync(Told.Of("item", "2", 20, "{}", deleted: true), Told.Of("note", "m", 11, """{"id":"m","item":"2","priority":"P1"}"""), Told.OfItem("2", 10, """ "title":"t","state":"open" """));
        Assert.Null(await bench.FindAsync("a/work-item/1"));
        Assert.Null(await bench.FindAsync("a/work-item/2"));
    }

    [Fact]
    public async Task A_partial_record_is_deleted_with_all_its_shapes()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.Of("part", "1", 10, """{"id":"1","title":"t"}"""), Told.Of("part", "1", 11, """{"id":"1","title":"t","text":"x"}"""));
        await bench.TellAsync(Told.Of("part", "1", 20, "{}", deleted: true));
        Assert.Null(await bench.FindAsync("a/work-item/1"));
        await bench.TellAsync(Told.Of("part", "1", 15, """{"id":"1","title":"late","priority":"P1"}"""));
        Assert.Null(await bench.FindAsync("a/work-item/1"));
        await bench.TellAsync(Told.Of("part", "1", 25, """{"id":"1","title":"back"}"""));
        Assert.Equal("back", await bench.FieldAsync("a/work-item/1", "title"));
        Assert.Null(await bench.FieldAsync("a/work-item/1", "description"));
    }

    [Fact]
    public async Task A_complete_scan_deletes_what_it_did_not_see_and_a_replay_does_not_raise_it()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync([.. Enumerable.Range(0, 5).Select(i => Told.OfItem($"{i}", 1, """ "title":"t","state":"open" """))]);
        await ScanAsync(bench, [.. Enumerable.Range(1, 4).Select(i => Told.OfItem($"{i}", 1, """ "title":"t","state":"open" """))]);
        await bench.UntilAsync(async () => await bench.FindAsync("a/work-item/0") is null);
        Assert.NotNull(await bench.FindAsync("a/work-item/4"));
        Assert.Equal(EventCause.Live, (await bench.EventsAsync("work-item"))[^1].Cause);
        await Replay.RunAsync(bench, "item");
        Assert.Null(await bench.FindAsync("a/work-item/0"));
    }

    [Fact]
    public async Task Too_many_deletions_are_held_until_the_administrator_applies_or_dismisses_them()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync([.. Enumerable.Range(0, 40).Select(i => Told.OfItem($"{i}", 1, """ "title":"t","state":"open" """))]);
        await ScanAsync(bench, [.. Enumerable.Range(0, 20).Select(i => Told.OfItem($"{i}", 1, """ "title":"t","state":"open" """))]);
        await bench.UntilAsync(async () => (await bench.Hub.Scans.HeldAsync(TestContext.Current.CancellationToken)).Count == 1);
        Assert.NotNull(await bench.FindAsync("a/work-item/39"));
        Assert.Contains("20 of 40", (await bench.Hub.Scans.HeldAsync(TestContext.Current.CancellationToken))[0].Reason, StringComparison.Ordinal);
        Assert.Equal(20, await bench.Hub.Scans.ApplyAsync(bench.Hub.InstanceStore.Find("a")!, Told.Item, TestContext.Current.CancellationToken));
        await bench.SettledAsync();
        Assert.Null(await bench.FindAsync("a/work-item/39"));
        Assert.NotNull(await bench.FindAsync("a/work-item/0"));
        Assert.Empty(await bench.Hub.Scans.HeldAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_scan_that_no_longer_sees_a_container_deletes_nothing_and_says_so()
    {
        await using var bench = await StartAsync();
        SourceRecord In(string id, string container) => Told.OfItem(id, 1, """ "title":"t","state":"open" """) with { Container = container };
        await ScanAsync(bench, [In("1", "r1"), In("2", "r2")], "r1", "r2");
        await bench.UntilAsync(async () => await bench.FindAsync("a/work-item/2") is not null);
        await ScanAsync(bench, [In("1", "r1")], "r1");
        await bench.UntilAsync(async () => (await bench.Hub.Scans.HeldAsync(TestContext.Current.CancellationToken)).Count == 1);
        Assert.Contains("r2", (await bench.Hub.Scans.HeldAsync(TestContext.Current.CancellationToken))[0].Reason, StringComparison.Ordinal);
        await bench.SettledAsync();
        Assert.NotNull(await bench.FindAsync("a/work-item/2"));
    }

    [Fact]
    public async Task With_a_removed_container_go_its_records_but_not_those_that_moved_out()
    {
        await using var bench = await StartAsync();
        SourceRecord In(string id, int second, string container) => Told.OfItem(id, second, """ "title":"t","state":"open" """) with { Container = container };
        await bench.TellAsync(In("1", 1, "r1"), In("2", 1, "r1"), In("3", 1, "r2"));
        await bench.TellAsync(In("2", 2, "r2"));
        await bench.RemoveContainerAsync("r1");
        Assert.Null(await bench.FindAsync("a/work-item/1"));
        Assert.NotNull(await bench.FindAsync("a/work-item/2"));
        Assert.NotNull(await bench.FindAsync("a/work-item/3"));
    }

    private static async Task ScanAsync(StateBench bench, IReadOnlyList<SourceRecord> records, params string[] containers)
    {
        var done = new TaskCompletionSource();
        bench.Connector.Read = request => request.Mode == ReadMode.FullScan && request.Stream == "item" ? Pages() : [];
        bench.Time.Advance(TimeSpan.FromSeconds(5));
        bench.Hub.Instances.Find("a")!.Request("item", ReadMode.FullScan);
        await done.Task.WaitAsync(TestContext.Current.CancellationToken);

        IEnumerable<RecordPage> Pages()
        {
            yield return new(records, new(1, "1")) { CompletedContainers = containers };
            done.TrySetResult();
        }
    }
}
