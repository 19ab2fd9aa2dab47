using System.Globalization;
using Plutora.Integration.Hub.Runtime.Mappings.Previewing;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>A changed mapping is shown on what is stored before it goes live.</summary>
public sealed class PreviewTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_preview_says_what_a_replay_then_does_and_writes_nothing()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"old","state":"open" """));
        await bench.TellAsync(
            Told.OfItem("1", 2, """ "title":"a","state":"open","name":"n" """), Told.OfItem("2", 1, """ "title":"b","state":"done" """), Told.OfItem("3", 1, """ "title":"c","state":"open","text":"x" """),
            Told.OfItem("4", 1, """ "title":"d","state":"gone" """), Told.OfItem("5", 1, """ "title":"e","state":"odd","count":"many" """));
        const string Overlay = """
            version: 1
            when: state != "gone"
            set:
              title: 'state = "odd" ? "n" & $number(count) : state = "open" ? $uppercase(title) : title'
            outputs:
              - { target: milestone, when: state = "done", key: id, set: { title: title, state: '"open"' } }
            """;
        var events = (await bench.EventsAsync("work-item")).Count;
        var preview = await PreviewAsync(bench, "item", Overlay);
        Assert.Equal((5, 1, 2, 1, 1, 1), (preview.Mapped + preview.DeadLettered, preview.Added, preview.Changed, preview.Removed, preview.Unchanged, preview.DeadLettered));
        Assert.Equal((6, 6, true), (preview.Looked, preview.Total, preview.Complete));
        Assert.Equal(new Dictionary<string, int> { ["title"] = 2 }, preview.Fields);
        var sample = Assert.Single(preview.Samples, s => s.Entity == "a/work-item/1");
        Assert.Equal(("changed", "1", "title", "a", "A"), (sample.Change, sample.Record, Assert.Single(sample.Fields).Name, sample.Fields[0].Before.ToString(), sample.Fields[0].After.ToString()));
        Assert.Equal("added", Assert.Single(preview.Samples, s => s.Entity == "a/milestone/2").Change);
        Assert.Equal("removed", Assert.Single(preview.Samples, s => s.Entity == "a/work-item/4").Change);
        Assert.Contains("set.title at item.overlay.yaml(4,", Assert.Single(preview.Failures).Reason, StringComparison.Ordinal);

        Assert.Equal((1, events), (bench.Hub.Mappings.Find("a", "item")!.Number, (await bench.EventsAsync("work-item")).Count));
        Assert.Empty(await bench.Hub.DeadLetters.ListAsync(10, Ct));
        Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "item", Overlay, Ct));
        await Within.TimeAsync(Replay.RunAsync(bench, "item"), "the replay");
        Assert.Equal(events + preview.Changed + preview.Removed, (await bench.EventsAsync("work-item")).Count);
        Assert.Equal(preview.Added, (await bench.EventsAsync("milestone")).Count);
        Assert.Equal(preview.DeadLettered, (await bench.Hub.DeadLetters.ListAsync(10, Ct)).Count);
        Assert.Equal(0, (await PreviewAsync(bench, "item", Overlay)).Changed);
    }

    [Fact]
    public async Task A_field_that_another_stream_says_newer_is_not_told_as_a_change()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"a","state":"open" """), Told.Of("part", "1", 2, """{"id":"1","title":"newer"}"""));
        var preview = await PreviewAsync(bench, "item", "version: 1\nset: { title: '\"changed\"' }\n");
        Assert.Equal((0, 1), (preview.Changed, preview.Unchanged));
    }

    [Fact]
    public async Task A_preview_is_bounded_by_count_and_time()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync([.. Enumerable.Range(0, 300).Select(i => Told.OfItem($"{i}", 1, """ "title":"t","state":"open" """))]);
        bench.Time.Advance(TimeSpan.FromHours(1));
        var later = bench.Time.GetUtcNow();
        await bench.TellAsync([.. Enumerable.Range(300, 10).Select(i => Told.OfItem($"{i}", 1, """ "title":"t","state":"open" """))]);
        const string Overlay = "version: 1\nset: { title: '\"x\"' }\n";
        var counted = await PreviewAsync(bench, "item", Overlay, new(Records: 50, Samples: 4));
        Assert.Equal((50, 50, false, 1), (counted.Mapped, counted.Changed, counted.Complete, counted.Samples.Count));
        var timed = await PreviewAsync(bench, "item", Overlay, new(Since: later));
        Assert.Equal((10, 10, true), (timed.Mapped, timed.Changed, timed.Complete));
    }

    [Fact]
    public async Task Activation_roll_back_and_replay_under_live_traffic_leave_a_subscriber_neither_gap_nor_duplicate()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync([.. Enumerable.Range(0, 200).Select(i => Told.OfItem($"{i}", 1, """ "title":"t1","state":"open" """))]);
        var live = Task.Run(
            async () =>
            {
                for (var second = 2; second < 42; second++)
                {
                    await bench.StoreAsync("a", [.. Enumerable.Range(0, 25).Select(i => Told.OfItem($"{(second * 37 + i) % 250}", second, $""" "title":"t{second}","state":"open" """))]);
                }
            },
            Ct);
        foreach (var (overlay, back) in new (string?, bool)[] { ("version: 1\nset: { title: '\"[\" & title & \"]\"' }\n", false), (null, true), ("version: 1\nset: { title: '\"<\" & title & \">\"' }\n", false) })
        {
            Assert.Empty(back ? await bench.Hub.Mappings.RollBackAsync("a", "item", null, Ct) : await bench.Hub.Mappings.ActivateAsync("a", "item", overlay, Ct));
            var number = bench.Hub.Mappings.Find("a", "item")!.Number;
            await bench.Hub.Replays.StartAsync("a", "item", number, Ct);
            await Within.TimeAsync(bench.UntilAsync(async () => (await bench.Hub.Replays.FindAsync("a", "item", Ct))!.Finished), $"the replay of activation {number}");
        }

        await Within.TimeAsync(live, "the live records to be stored");
        await Within.TimeAsync(bench.SettledAsync(), "all records to be normalized");
        var events = await bench.EventsAsync("work-item");
        Assert.Equal(events.Count, events.Select(e => e.Id).Distinct().Count());
        foreach (var entity in events.GroupBy(e => e.Subject))
        {
            Assert.Equal(entity.Select(e => e.EntityVersion).Order(), entity.Select(e => e.EntityVersion));
            var titles = entity.Select(e => System.Text.Json.JsonElement.Parse(e.Data.Span).GetProperty("title").GetString()!).ToList();
            Assert.Equal(titles.Zip(titles.Skip(1)).Where(pair => pair.First == pair.Second), []);
            Assert.Equal(await bench.FieldAsync(entity.Key.ToString(), "title"), titles[^1]);
            Assert.StartsWith("<t", titles[^1], StringComparison.Ordinal);
            var seconds = titles.Select(title => int.Parse(title.Trim('[', ']', '<', '>')[1..], CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(seconds.Order(), seconds);
        }
    }

    private static async Task<MappingPreview> PreviewAsync(StateBench bench, string stream, string overlay, PreviewBounds? bounds = null)
    {
        var compilation = await bench.Hub.Mappings.CompileAsync("a", stream, overlay, Ct);
        Assert.Empty(compilation!.Faults);
        Assert.True(await bench.Hub.Previews.StartAsync("a", stream, compilation.Mapping!, bounds ?? new(), Ct));
        await Within.TimeAsync(bench.UntilAsync(() => Task.FromResult(bench.Hub.Previews.Find("a", stream)!.Finished)), "the preview's end");
        var preview = bench.Hub.Previews.Find("a", stream)!;
        Assert.Null(preview.Fault);
        return preview;
    }
}
