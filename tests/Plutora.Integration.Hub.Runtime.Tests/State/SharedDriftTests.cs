using System.Text;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Mappings.Drift;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Drift of a stream whose records several hubs on one log normalize, each a part of them.</summary>
public sealed class SharedDriftTests
{
    // After the first ones a sample is looked at: so many are needed until a path counts as vanished.
    private const int Enough = 8_000;

    private readonly List<string> _atWork = ["one", "two"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_each_hub_saw_is_listed_as_one_and_what_is_accepted_at_one_is_accepted_at_all()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        var (one, two) = (Watch(bench, "one", out _), Watch(bench, "two", out _));
        foreach (var hub in new[] { one, two }) See(hub, 250, "title", "old");
        See(one, Enough, "title", "extra");
        await KeepAsync(one, two);
        // It is still there at the other.
        Assert.Equal(("extra", ""), await FoundAsync(one));
        See(two, Enough, "title");
        await KeepAsync(one, two);
        foreach (var hub in new[] { one, two, Watch(bench, "three", out _) })
        {
            Assert.Equal(("extra", "old"), await FoundAsync(hub));
            var told = Assert.Single(await hub.ListAsync(null, Ct));
            Assert.Equal((500, 3), (Assert.Single(told.Vanished).Count, told.Paths));
        }

        // The one that accepts has never seen what is new.
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await two.AcceptAsync("a", "item", Ct));
        Assert.Equal(("", ""), await FoundAsync(two));
        await one.FollowAsync(Ct);
        Assert.Equal(("", ""), await FoundAsync(one));
        See(one, 64, "title", "extra", "later");
        await one.FollowAsync(Ct);
        await KeepAsync(one);
        foreach (var hub in new[] { one, two }) Assert.Equal(("later", ""), await FoundAsync(hub));

        var again = Watch(bench, "one", out _);
        await again.LoadAsync(Ct);
        Assert.Equal(("later", ""), await FoundAsync(again));
        Assert.False(await again.AcceptAsync("a", "nosuch", Ct));
    }

    [Fact]
    public async Task A_hub_that_is_gone_does_not_hold_a_path_and_a_path_that_it_knew_is_not_new()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        var (one, two) = (Watch(bench, "one", out _), Watch(bench, "two", out _));
        See(one, 250, "title", "old");
        See(two, 250, "title", "old", "rare");
        await KeepAsync(one, two);
        See(one, Enough, "title", "rare");
        Assert.Equal(("", ""), await FoundAsync(one));
        _atWork.Remove("two");
        Assert.Equal(("", "old"), await FoundAsync(one));
    }

    [Fact]
    public async Task While_the_log_is_away_nothing_is_accepted_and_what_was_learned_is_kept_later()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        var one = Watch(bench, "one", out var log);
        See(one, 250, "title");
        See(one, 400, "title", "extra");
        log.IsAway = true;
        await KeepAsync(one);
        await Assert.ThrowsAsync<LogException>(() => one.AcceptAsync("a", "item", Ct));
        Assert.Equal(("extra", ""), await FoundAsync(one));
        log.IsAway = false;
        await KeepAsync(one);
        var again = Watch(bench, "one", out _);
        await again.LoadAsync(Ct);
        Assert.Equal(("extra", ""), await FoundAsync(again));
    }

    [Fact]
    public async Task What_vanished_on_one_way_is_told_though_records_of_another_go_on()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        var one = Watch(bench, "one", out _);
        See(one, RecordWay.Sent, 200, "title", "hook");
        See(one, RecordWay.Read, 900, "title", "page");
        Assert.Equal(("", ""), await FoundAsync(one));
        See(one, RecordWay.Sent, 200, "title", "more");
        await KeepAsync(one);
        var again = Watch(bench, "one", out _);
        await again.LoadAsync(Ct);
        foreach (var hub in new[] { one, again }) Assert.Equal(("more", "hook"), await FoundAsync(hub));
        Assert.True(await again.AcceptAsync("a", "item", Ct));
        Assert.Equal(("", ""), await FoundAsync(again));
    }

    private static void See(DriftWatch hub, int records, params string[] paths) => See(hub, RecordWay.Read, records, paths);

    private static void See(DriftWatch hub, RecordWay way, int records, params string[] paths)
    {
        var json = Encoding.UTF8.GetBytes($"{{{string.Join(',', paths.Select(path => $"\"{path}\":1"))}}}");
        for (var i = 0; i < records; i++) hub.See("a", "item", way, json, StateBench.Start);
    }

    private static async Task KeepAsync(params DriftWatch[] hubs)
    {
        foreach (var hub in hubs) await hub.KeepAsync(Ct);
    }

    private static async Task<(string New, string Vanished)> FoundAsync(DriftWatch hub)
    {
        var drift = Assert.Single(await hub.ListAsync("a", Ct));
        return (string.Join(' ', drift.New.Select(path => path.Path)), string.Join(' ', drift.Vanished.Select(path => path.Path)));
    }

    private DriftWatch Watch(StateBench bench, string member, out SharedLog log) => new(log = new SharedLog(bench.Log, member, _atWork), bench.Hub.Mappings, bench.Time);
}
