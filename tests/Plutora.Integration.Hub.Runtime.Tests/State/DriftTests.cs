namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>New and vanished paths of a stream's records are noticed.</summary>
public sealed class DriftTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_path_that_comes_up_and_one_that_vanishes_are_told_with_whether_the_mapping_uses_them()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await TellAsync(bench, 0, 250, i => $""" "title":"t","state":"open","text":"x","old":[{"{"}"a":1,"x-{i % 5}":2{"}"}] """);
        Assert.Empty(Assert.Single(await bench.Hub.Drift.ListAsync("a", Ct)).New);
        await bench.RestartAsync();
        await TellAsync(bench, 250, 2_100, i => $""" "title":"t","state":"open","extra":{"{"}"note":"{i}"{"}"} """);
        var drift = Assert.Single(await bench.Hub.Drift.ListAsync(null, Ct));
        Assert.Equal(("a", "item", "extra extra.note"), (drift.Instance, drift.Stream, string.Join(' ', drift.New.Select(p => p.Path).Order(StringComparer.Ordinal))));
        Assert.Equal([("text", true), ("old", false), ("old.`x-0`", false), ("old.`x-1`", false), ("old.`x-2`", false), ("old.`x-3`", false), ("old.`x-4`", false), ("old.a", false)], drift.Vanished.Select(p => (p.Path, p.Used)));
        Assert.Equal(250, drift.Vanished[0].Count);

        Assert.True(await bench.Hub.Drift.AcceptAsync("a", "item", Ct));
        await bench.RestartAsync();
        drift = Assert.Single(await bench.Hub.Drift.ListAsync("a", Ct));
        Assert.Empty(drift.New);
        Assert.Empty(drift.Vanished);
        Assert.False(await bench.Hub.Drift.AcceptAsync("a", "nosuch", Ct));
    }

    [Fact]
    public async Task Names_that_are_data_are_not_followed()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await TellAsync(bench, 0, 400, i => $""" "title":"t","state":"open","by":{"{"}"user-{i}":{"{"}"n":1{"}"}{"}"} """);
        var drift = Assert.Single(await bench.Hub.Drift.ListAsync("a", Ct));
        Assert.Equal((4, 0), (drift.Paths, drift.New.Count));
    }

    private static async Task TellAsync(StateBench bench, int from, int count, Func<int, string> members)
    {
        foreach (var chunk in Enumerable.Range(from, count).Chunk(500))
        {
            await bench.StoreAsync("a", [.. chunk.Select(i => Told.OfItem($"{i}", 1, members(i)))]);
        }

        await Within.TimeAsync(bench.SettledAsync(), "all records to be normalized");
    }
}
