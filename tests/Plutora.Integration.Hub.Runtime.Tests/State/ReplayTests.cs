using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Rules 12 and 13 of state: activation, roll back, replay.</summary>
public sealed class ReplayTests
{
    private const string Overlay = """
        version: 1
        set: { title: '"[" & state & "] " & title' }
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replay_publishes_what_differs_once_with_cause_replay_and_a_roll_back_puts_it_back()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync([.. Enumerable.Range(0, 50).Select(i => Told.OfItem($"{i}", 1, $""" "title":"t{i}","state":"open" """))]);
        Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "item", Overlay, Ct));
        await Replay.RunAsync(bench, "item");
        Assert.Equal("[open] t7", await bench.FieldAsync("a/work-item/7", "title"));
        Assert.Empty(await bench.Hub.Mappings.RollBackAsync("a", "item", null, Ct));
        await Replay.RunAsync(bench, "item");
        Assert.Equal("t7", await bench.FieldAsync("a/work-item/7", "title"));
        var causes = (await bench.EventsAsync("work-item")).GroupBy(e => e.Subject).Select(g => string.Join(',', g.Select(e => $"{e.Cause}{e.MappingVersion}"))).Distinct();
        Assert.Equal(["Live1,Replay2,Replay3"], causes);
    }

    [Fact]
    public async Task A_replay_maps_only_the_newest_version_and_leaves_what_does_not_differ_untold()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"a","state":"open" """));
        await bench.TellAsync(Told.OfItem("1", 2, """ "title":"b","state":"open" """));
        Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "item", "version: 1\nset: { sourceKind: kind }\n", Ct));
        await Replay.RunAsync(bench, "item");
        var progress = await bench.Hub.Replays.FindAsync("a", "item", Ct);
        Assert.Equal((1, 0, 2), (progress!.Mapped, progress.Published, progress.Total));
        Assert.Equal(2, (await bench.EventsAsync("work-item")).Count);
    }

    [Fact]
    public async Task A_record_mapped_again_withdraws_what_it_no_longer_yields()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"a","state":"open" """), Told.OfItem("2", 1, """ "title":"b","state":"done" """));
        Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "item", "version: 1\nwhen: state = 'open'\n", Ct));
        await Replay.RunAsync(bench, "item");
        Assert.NotNull(await bench.FindAsync("a/work-item/1"));
        Assert.Null(await bench.FindAsync("a/work-item/2"));
    }

    [Fact]
    public async Task A_replay_goes_on_after_a_restart_of_the_hub()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync([.. Enumerable.Range(0, 2_000).Select(i => Told.OfItem($"{i}", 1, """ "title":"t","state":"open" """))]);
        Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "item", Overlay, Ct));
        await bench.Hub.Replays.StartAsync("a", "item", bench.Hub.Mappings.Find("a", "item")!.Number, Ct);
        await bench.RestartAsync();
        await bench.UntilAsync(async () => (await bench.Hub.Replays.FindAsync("a", "item", Ct))!.Finished);
        await bench.SettledAsync();
        var events = await bench.EventsAsync("work-item");
        Assert.Equal(2_000, events.Count(e => e.Cause == EventCause.Replay));
        Assert.Equal(events.Count, events.Select(e => e.Id).Distinct().Count());
    }

    [Fact]
    public async Task One_record_that_cannot_be_mapped_goes_to_dead_letter_alone_and_is_replayed_after_the_mapping_is_mended()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"a","state":"open" """), Told.OfItem("2", 1, """ "title":7,"state":"open" """), Told.OfItem("3", 1, """ "title":"c","state":"open" """));
        Assert.NotNull(await bench.FindAsync("a/work-item/3"));
        var letter = Assert.Single(await bench.Hub.DeadLetters.ListAsync(10, Ct));
        Assert.Contains("set.title", letter.Reason, StringComparison.Ordinal);
        Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "item", "version: 1\nset: { title: $string(title) }\n", Ct));
        Assert.Null(await bench.Hub.DeadLetters.ReplayAsync(letter, Ct));
        await bench.SettledAsync();
        Assert.Equal("7", await bench.FieldAsync("a/work-item/2", "title"));
        Assert.Empty(await bench.Hub.DeadLetters.ListAsync(10, Ct));
    }
}
