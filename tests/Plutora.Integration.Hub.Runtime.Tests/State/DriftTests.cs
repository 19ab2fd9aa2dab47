using Plutora.Integration.Hub.Runtime.Mappings.Drift;

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
        Assert.Equal(("a", "item", "extra(extra.note)"), (drift.Instance, drift.Stream, string.Join(' ', drift.New.Select(Said))));
        Assert.Equal([("text()", true), ("old(old.`x-0` old.`x-1` old.`x-2` old.`x-3` old.`x-4` old.a)", false)], drift.Vanished.Select(p => (Said(p), p.Used)));
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

    [Fact]
    public async Task A_path_that_is_new_within_an_object_that_was_there_stands_for_itself()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await TellAsync(bench, 0, 250, _ => """ "title":"t","by":{"name":"a"} """);
        await TellAsync(bench, 250, 50, _ => """ "title":"t","by":{"name":"a","team":{"id":1}} """);
        Assert.Equal(["by.team(by.team.id)"], Assert.Single(await bench.Hub.Drift.ListAsync("a", Ct)).New.Select(Said));
    }

    [Fact]
    public async Task What_a_tool_sends_has_a_form_of_its_own_beside_what_is_read_of_it()
    {
        const string Sent = """ "title":"t","hook":1,"sender":{"name":"a"} """;
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await TellAsync(bench, 0, 5, _ => Sent);
        await bench.ReadAsync("item", [.. Enumerable.Range(5, 900).Select(i => Told.OfItem($"{i}", 1, """ "title":"t","page":1 """))]);
        await Within.TimeAsync(bench.SettledAsync(), "all records to be normalized");
        await bench.RestartAsync();
        await TellAsync(bench, 905, 195, _ => Sent);
        var drift = Assert.Single(await bench.Hub.Drift.ListAsync("a", Ct));
        Assert.Empty(drift.New);
        Assert.Empty(drift.Vanished);
    }

    private static string Said(PathDrift path) => $"{path.Path}({string.Join(' ', path.Beneath)})";

    private static async Task TellAsync(StateBench bench, int from, int count, Func<int, string> members)
    {
        foreach (var chunk in Enumerable.Range(from, count).Chunk(500))
        {
            await bench.StoreAsync("a", [.. chunk.Select(i => Told.OfItem($"{i}", 1, members(i)))]);
        }

        await Within.TimeAsync(bench.SettledAsync(), "all records to be normalized");
    }
}
