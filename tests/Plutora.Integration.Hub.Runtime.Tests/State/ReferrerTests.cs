using CsCheck;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Owning;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>What refers to what, noted by the owner of what refers.</summary>
public sealed class ReferrerTests
{
    private static readonly IReadOnlyDictionary<string, string> Mappings = new Dictionary<string, string>
    {
        ["item"] = """
            version: 1
            source: scripted/item
            target: work-item
            key: id
            set: { title: title, kind: '"task"', state: '"in-progress"', parent: 'parent ? $id("work-item", parent)' }
            """,
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task What_refers_to_an_entity_is_what_does_so_now_whichever_versions_come_in_one_delivery() =>
        Gen.Select(Gen.Int[0, 3].Array[8], Gen.Int[1, 8], (parents, size) => (parents, size)).SampleAsync(
            async told =>
            {
                await using var bench = await StateBench.StartAsync([Told.Item], Mappings);
                var versions = told.parents.Select((parent, second) => Told.OfItem("1", second, parent == 0 ? """ "title":"t" """ : $$""" "title":"t","parent":"p{{parent}}" """));
                foreach (var delivery in versions.Chunk(told.size))
                {
                    await bench.TellAsync(delivery);
                }

                Assert.Equal(told.parents[^1] == 0 ? [] : [$"a/work-item/p{told.parents[^1]}\0a/work-item/1\0parent"], await ReferrersAsync(bench));
            },
            iter: 12);

    [Fact]
    public async Task What_an_older_hub_asked_for_is_noted_unless_the_entity_has_changed_since()
    {
        await using var bench = await StateBench.StartAsync([Told.Item], Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"t","parent":"p1" """));
        await bench.AskAsync(new Referred("a/work-item/p1", "a/work-item/1", "parent", Present: true));
        await bench.AskAsync(new Referred("a/work-item/p2", "a/work-item/1", "parent", Present: true));
        await bench.AskAsync(new Referred("a/work-item/p1", "a/work-item/1", "parent", Present: false));
        Assert.Equal(["a/work-item/p1\0a/work-item/1\0parent"], await ReferrersAsync(bench));
    }

    [Fact]
    public async Task Of_the_states_that_an_entity_takes_within_one_transaction_each_is_an_event_and_the_last_alone_its_latest()
    {
        await using var bench = await StateBench.StartAsync([Told.Item], Mappings);
        await bench.TellAsync([.. Enumerable.Range(1, 4).Select(second => Told.OfItem("1", second, $$""" "title":"version {{second}}" """))]);

        var events = await bench.EventsAsync("work-item");
        var latest = Assert.Single((await bench.Hub.Log.ReadAsync(new(TopicFilter.Exact("state.work-item.v1"), LogStart.Earliest), Ct)).Records);
        Assert.Equal(4, events.Count);
        Assert.True(latest.Value!.Value.Span.SequenceEqual(events[^1].Data.Span));
    }

    private static async Task<IReadOnlyList<string>> ReferrersAsync(StateBench bench)
    {
        var found = new List<string>();
        await foreach (var entry in bench.Hub.Log.ScanStateAsync("referrers", ct: Ct)) found.Add(entry.Key);
        return found;
    }
}
