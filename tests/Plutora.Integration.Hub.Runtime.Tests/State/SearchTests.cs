using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>What people look for is found by what they call it, and shown with all that the hub knows of it.</summary>
public sealed class SearchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entities_are_found_by_words_of_their_ids_aliases_and_titles_the_exact_one_first_within_the_askers_scope()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings, "a", "b");
        await bench.TellAsync("a", Told.OfItem("1", 1, """ "title":"Pay by card","state":"open","name":"P-12" """), Told.OfItem("2", 2, """ "title":"Card payments fail, see P-12","state":"open" """));
        await bench.TellAsync("b", Told.OfItem("1", 3, """ "title":"pay by CARD in the app","state":"open" """));
        Assert.Equal(["a/work-item/1", "a/work-item/2"], await FindAsync(bench, new("p-12")));
        Assert.Equal(["a/work-item/2", "b/work-item/1", "a/work-item/1"], await FindAsync(bench, new("card pay")));
        Assert.Equal(["b/work-item/1"], await FindAsync(bench, new("pay", Instance: "b")));
        Assert.Equal(["b/work-item/1"], await FindAsync(bench, new("pay"), id => id.Instance == "b"));
        Assert.Empty(await FindAsync(bench, new("pay", Entity: "milestone")));
        Assert.Equal(["b/work-item/1", "a/work-item/2", "a/work-item/1"], await FindAsync(bench, new("   ")));
        var page = await bench.Hub.Search.FindAsync(new("card", Skip: 1, Limit: 1), _ => true, Ct);
        Assert.Equal((1, 3, true), (page.Entities.Count, page.Total, page.Complete));

        await bench.TellAsync("a", Told.OfItem("1", 5, """ "title":"Pay by invoice","state":"open","name":"P-13" """));
        Assert.Equal(["a/work-item/2"], await FindAsync(bench, new("P-12")));
        Assert.Equal(["a/work-item/1"], await FindAsync(bench, new("invoice P-13")));
        await bench.TellAsync("a", Told.Of("item", "1", 6, "{}", deleted: true));
        Assert.True(Assert.Single((await bench.Hub.Search.FindAsync(new("invoice"), _ => true, Ct)).Entities).Deleted);
    }

    [Fact]
    public async Task The_raw_record_of_a_version_is_found_as_it_was_then_and_its_references_that_wait_are_told()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"first","state":"open","parent":"P-9" """));
        await bench.TellAsync(Told.OfItem("1", 2, """ "title":"second","state":"open","parent":"P-9" """));
        var versions = await bench.Hub.History.ReadAsync(EntityId.Parse("a/work-item/1"), 10, Ct);
        Assert.Contains("first", await RecordAsync(bench, versions[0]), StringComparison.Ordinal);
        Assert.Contains("second", await RecordAsync(bench, versions[1]), StringComparison.Ordinal);
        Assert.Null(await bench.Hub.Records.FindAsync("a/item/none", null, Ct));
        Assert.Null(await bench.Hub.Records.FindAsync("nobody", null, Ct));
        var found = (await bench.Hub.Entities.FindAsync("a/work-item/1", Ct)).Entity!;
        Assert.Equal("P-9", Assert.Single(await bench.Hub.References.PendingOfAsync(found, Ct)).Key.Alias);
        await bench.TellAsync(Told.OfItem("9", 3, """ "title":"parent","state":"open","name":"P-9" """));
        Assert.Empty(await bench.Hub.References.PendingOfAsync((await bench.Hub.Entities.FindAsync("a/work-item/1", Ct)).Entity!, Ct));
    }

    [Fact]
    public async Task The_history_of_an_entity_is_shown_as_CDEvents_with_what_they_miss()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"t","state":"open" """));
        await bench.TellAsync(Told.OfItem("1", 2, """ "title":"t","state":"done" """));
        var transitions = await bench.Hub.Transitions.ReadAsync(EntityId.Parse("a/work-item/1"), 10, Ct);
        Assert.Contains(transitions, t => t.Type.Contains("ticket.created", StringComparison.Ordinal));
        Assert.Contains(transitions, t => t.Type.Contains("ticket.closed", StringComparison.Ordinal));
        Assert.All(transitions, t => Assert.True(t.Event is null == t.Missing is not null));
    }

    private static async Task<string> RecordAsync(StateBench bench, EntityVersion version) =>
        System.Text.Encoding.UTF8.GetString((await bench.Hub.Records.FindAsync(version.Record!, version.RecordVersion, Ct))!.Record.Json.Span);

    private static async Task<List<string>> FindAsync(StateBench bench, EntityQuery query, Func<EntityId, bool>? visible = null) =>
        [.. (await bench.Hub.Search.FindAsync(query, visible ?? (_ => true), Ct)).Entities.Select(e => e.Id)];

}
