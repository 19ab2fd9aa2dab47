using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Rules 9 and 25 of state: the history of an entity's states.</summary>
public sealed class HistoryTests
{
    [Fact]
    public async Task The_hub_keeps_the_states_that_it_saw_and_an_older_record_adds_its_own()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 10, """ "title":"t","state":"new" """));
        await bench.TellAsync(Told.OfItem("1", 30, """ "title":"t","state":"done" """));
        await bench.TellAsync(Told.OfItem("1", 20, """ "title":"t","state":"open" """));
        Assert.Equal("done", await bench.FieldAsync("a/work-item/1", "sourceState"));
        var history = (await bench.FindAsync("a/work-item/1"))!.Value.GetProperty("stateHistory");
        Assert.Equal(["new", "open", "done"], history.EnumerateArray().Select(c => c.GetProperty("sourceTo").GetString()));
        Assert.All(history.EnumerateArray(), c => Assert.True(c.GetProperty("observed").GetBoolean()));
        Assert.Equal("other", history[0].GetProperty("to").GetString());
        Assert.Equal(Told.At(20), history[1].GetProperty("at").GetDateTimeOffset());
    }

    [Fact]
    public async Task The_history_of_an_entity_shows_each_version_with_what_changed_by_which_record_and_mapping()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 10, """ "title":"a","state":"open" """), Told.OfItem("2", 10, """ "title":"other","state":"open" """));
        await bench.TellAsync(Told.OfItem("1", 20, """ "title":"b","state":"open" """));
        await bench.TellAsync(Told.Of("item", "1", 30, "{}", deleted: true));
        var versions = await bench.Hub.History.ReadAsync(EntityId.Parse("a/work-item/1"), 10, TestContext.Current.CancellationToken);
        Assert.Equal([false, false, true], versions.Select(v => v.Deleted));
        var change = Assert.Single(versions[1].Changes);
        Assert.Equal(("title", "a", "b"), (change.Field, change.Before!.Value.GetString(), change.After!.Value.GetString()));
        Assert.Equal(("a/item/1", 1L), (versions[1].Record, versions[1].MappingVersion));
    }

    [Fact]
    public async Task A_trace_follows_links_and_references_both_ways()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"idea","state":"open","name":"P-1" """), Told.OfItem("2", 1, """ "title":"story","state":"open","name":"P-2","parent":"P-1" """), Told.OfItem("3", 1, """ "title":"task","state":"open","parent":"P-2" """));
        foreach (var start in new[] { "a/work-item/1", "a/work-item/3" })
        {
            var found = (await bench.Hub.Entities.FindAsync(start, TestContext.Current.CancellationToken)).Entity!;
            var trace = await bench.Hub.Tracer.WalkAsync(found, 6, _ => true, TestContext.Current.CancellationToken);
            Assert.Equal(["a/work-item/1", "a/work-item/2", "a/work-item/3"], trace.Nodes.Select(n => n.Id).Order());
            Assert.Equal(2, trace.Steps.Count);
            Assert.False(trace.Cut);
        }
    }
}
