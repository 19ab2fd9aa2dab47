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
}
