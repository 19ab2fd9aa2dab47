using System.Text.Json;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Rules 22 to 24 of state: aliases, references, links.</summary>
public sealed class ReferenceTests
{
    private const string WholeHubMapping = """
        version: 1
        source: scripted/item
        target: work-item
        key: id
        aliases:
          - alias: name
          - alias: known
            scope: '*'
        set: { title: title, kind: '"task"', state: '"in-progress"', parent: 'parent ? $alias("work-item", parent, "*")' }
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task<StateBench> StartWholeHubAsync() => StateBench.StartAsync(Told.Streams, new Dictionary<string, string> { ["item"] = WholeHubMapping }, "a", "b", "c");

    private static Task<StateBench> StartAsync(params string[] instances) => StateBench.StartAsync(Told.Streams, Told.Mappings, instances);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reference_finds_its_target_whichever_comes_first(bool targetFirst)
    {
        await using var bench = await StartAsync();
        var target = Told.OfItem("1", 1, """ "title":"parent","state":"open","name":"P-1" """);
        var child = Told.OfItem("2", 2, """ "title":"child","state":"open","parent":"P-1" """);
        await bench.TellAsync(targetFirst ? target : child);
        await bench.TellAsync(targetFirst ? child : target);
        Assert.Equal("a/work-item/1", Parent(await bench.FindAsync("a/work-item/2")));
        Assert.Empty(await bench.Hub.References.PendingAsync(null, 10, Ct));
        Assert.Equal(targetFirst ? 1 : 2, (await bench.EventsAsync("work-item")).Count(e => e.Subject.Key == "2"));
    }

    [Fact]
    public async Task A_reference_without_target_is_listed_until_its_entity_no_longer_holds_it()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.OfItem("2", 2, """ "title":"child","state":"open","parent":"P-9" """));
        var (_, pending) = Assert.Single(await bench.Hub.References.PendingAsync(null, 10, Ct));
        Assert.Equal(("a/work-item/2", "P-9"), (pending.Referrer, pending.Key.Alias));
        await bench.TellAsync(Told.OfItem("2", 3, """ "title":"child","state":"open" """));
        Assert.Empty(await bench.Hub.References.PendingAsync(null, 10, Ct));
    }

    [Fact]
    public async Task An_alias_that_several_instances_give_is_ambiguous_unless_the_own_instance_gives_it_and_is_settled_by_hand()
    {
        await using var bench = await StartAsync("a", "b", "c");
        await bench.TellAsync("b", Told.OfItem("1", 1, """ "title":"b","state":"open","name":"P-1" """));
        await bench.TellAsync("c", Told.OfItem("1", 1, """ "title":"c","state":"open","name":"P-1" """));
        await bench.TellAsync("b", Told.OfItem("2", 2, """ "title":"child of b","state":"open","parent":"P-1" """));
        await bench.TellAsync("a", Told.OfItem("2", 2, """ "title":"child of whom","state":"open","parent":"P-1" """));
        Assert.Equal("b/work-item/1", Parent(await bench.FindAsync("b/work-item/2")));
        var (_, pending) = Assert.Single(await bench.Hub.References.PendingAsync(null, 10, Ct));
        Assert.Equal(["b/work-item/1", "c/work-item/1"], pending.Candidates.Order());
        Assert.Null(await bench.Hub.Settler.SettleAsync("a/work-item/2", pending.Key, "c/work-item/1", Ct));
        await bench.SettledAsync();
        Assert.Equal("c/work-item/1", Parent(await bench.FindAsync("a/work-item/2")));
        Assert.Empty(await bench.Hub.References.PendingAsync(null, 10, Ct));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_sought_in_the_whole_hub_is_found_in_another_instance_whichever_comes_first(bool targetFirst)
    {
        await using var bench = await StartWholeHubAsync();
        (string Instance, string Id, string Members)[] told = [("b", "1", """ "title":"t","name":"P-1" """), ("a", "2", """ "title":"t","parent":"P-1" """)];
        foreach (var (instance, id, members) in targetFirst ? told : told.Reverse()) await bench.TellAsync(instance, Told.OfItem(id, 1, members));
        Assert.Equal("b/work-item/1", Parent(await bench.FindAsync("a/work-item/2")));
        Assert.Empty(await bench.Hub.References.PendingAsync(null, 10, Ct));
    }

    [Fact]
    public async Task What_is_sought_in_the_whole_hub_is_first_the_own_instances_then_who_holds_it_there_and_else_ambiguous_where_several_do()
    {
        await using var bench = await StartWholeHubAsync();
        await bench.TellAsync("a", Told.OfItem("3", 1, """ "title":"the own instance's","name":"P-3" """));
        await bench.TellAsync("b", Told.OfItem("2", 1, """ "title":"one of two","name":"P-2" """), Told.OfItem("4", 1, """ "title":"another's","name":"P-4" """));
        await bench.TellAsync("c", Told.OfItem("2", 1, """ "title":"one of two","name":"P-2" """), Told.OfItem("3", 1, """ "title":"the hub's","known":"P-3" """), Told.OfItem("4", 1, """ "title":"the hub's","known":"P-4" """));
        await bench.TellAsync("a", Told.OfItem("12", 2, """ "title":"t","parent":"P-2" """), Told.OfItem("13", 2, """ "title":"t","parent":"P-3" """), Told.OfItem("14", 2, """ "title":"t","parent":"P-4" """));
        Assert.Equal("a/work-item/3", Parent(await bench.FindAsync("a/work-item/13")));
        Assert.Equal("c/work-item/4", Parent(await bench.FindAsync("a/work-item/14")));
        Assert.Equal(["b/work-item/2", "c/work-item/2"], Assert.Single(await bench.Hub.References.PendingAsync(null, 10, Ct)).Reference.Candidates.Order());
    }

    [Fact]
    public async Task A_reference_means_the_aliass_holder_at_its_records_time_and_a_given_up_alias_stays_with_its_last_holder()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.OfItem("1", 10, """ "title":"first","state":"open","name":"web" """));
        await bench.TellAsync(Told.OfItem("1", 20, """ "title":"first","state":"open","name":"old-web" """));
        await bench.TellAsync(Told.OfItem("3", 25, """ "title":"between","state":"open","parent":"web" """));
        await bench.TellAsync(Told.OfItem("2", 30, """ "title":"second","state":"open","name":"web" """));
        await bench.TellAsync(Told.OfItem("4", 15, """ "title":"early","state":"open","parent":"web" """));
        await bench.TellAsync(Told.OfItem("5", 35, """ "title":"late","state":"open","parent":"web" """));
        Assert.Equal(["a/work-item/1", "a/work-item/1", "a/work-item/2"], [Parent(await bench.FindAsync("a/work-item/3")), Parent(await bench.FindAsync("a/work-item/4")), Parent(await bench.FindAsync("a/work-item/5"))]);
    }

    [Fact]
    public async Task A_resolved_reference_keeps_its_id_across_a_replay()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"p","state":"open","name":"P-1" """), Told.OfItem("2", 2, """ "title":"c","state":"open","parent":"P-1" """));
        await bench.TellAsync(Told.OfItem("1", 3, """ "title":"p","state":"open","name":"renamed" """), Told.OfItem("9", 1, """ "title":"other","state":"open","name":"P-1" """));
        Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "item", "version: 1\nset: { sourceKind: '\"x\"' }\n", Ct));
        await Replay.RunAsync(bench, "item");
        Assert.Equal("a/work-item/1", Parent(await bench.FindAsync("a/work-item/2")));
    }

    [Fact]
    public async Task A_link_marks_an_end_that_is_gone_and_unmarks_it_on_return_and_is_deleted_when_nothing_states_it()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, new Dictionary<string, string> { ["item"] = Told.LinkedMapping });
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"p","name":"P-1" """), Told.OfItem("2", 2, """ "title":"c","on":["P-1"] """));
        var link = Assert.Single(await bench.Hub.Entities.LinksAsync("a/work-item/1", Ct));
        Assert.Equal("stated", link.Entity.GetProperty("rules")[0].GetProperty("rule").GetString());
        await bench.TellAsync(Told.Of("item", "1", 3, "{}", deleted: true));
        Assert.True((await bench.FindAsync(link.Id))!.Value.GetProperty("toGone").GetBoolean());
        await bench.TellAsync(Told.OfItem("1", 4, """ "title":"p","name":"P-1" """));
        Assert.False((await bench.FindAsync(link.Id))!.Value.TryGetProperty("toGone", out _));
        await bench.TellAsync(Told.OfItem("2", 5, """ "title":"c" """));
        Assert.Null(await bench.FindAsync(link.Id));
        Assert.Empty(await bench.Hub.Entities.LinksAsync("a/work-item/1", Ct));
    }

    [Fact]
    public async Task The_same_commit_in_two_tools_stays_two_entities_with_one_link()
    {
        const string Mapping = """
            version: 1
            source: scripted/item
            target: commit
            key: id
            aliases:
              - alias: sha
            set: { title: title, sha: sha, repository: '$id("repository", "r")' }
            """;
        const string Sha = "0123456789abcdef0123456789abcdef01234567";
        await using var bench = await StateBench.StartAsync(Told.Streams, new Dictionary<string, string> { ["item"] = Mapping }, "a", "b");
        await bench.TellAsync("a", Told.OfItem("1", 1, $""" "title":"t","sha":"{Sha}" """));
        await bench.TellAsync("b", Told.OfItem("2", 1, $""" "title":"t","sha":"{Sha}" """));
        var link = Assert.Single(await bench.Hub.Entities.LinksAsync("a/commit/1", Ct));
        Assert.Equal(("same-as", "equal-sha"), (link.Entity.GetProperty("relation").GetString(), link.Entity.GetProperty("rules")[0].GetProperty("rule").GetString()));
        Assert.StartsWith("links/link/", link.Id, StringComparison.Ordinal);
        await bench.TellAsync("b", Told.Of("item", "2", 2, "{}", deleted: true));
        Assert.Empty(await bench.Hub.Entities.LinksAsync("a/commit/1", Ct));
    }

    [Fact]
    public async Task An_alias_wanted_by_thousands_resolves_them_all_in_parts()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync([.. Enumerable.Range(10, 3_000).Select(i => Told.OfItem($"{i}", 2, """ "title":"child","state":"open","parent":"P-1" """))]);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"parent","state":"open","name":"P-1" """));
        Assert.Empty(await bench.Hub.References.PendingAsync(null, 10, Ct));
        Assert.Equal("a/work-item/1", Parent(await bench.FindAsync("a/work-item/3009")));
    }

    private static string? Parent(JsonElement? entity) => entity is { } e && e.TryGetProperty("parent", out var parent) && parent.TryGetProperty("id", out var id) ? id.GetString() : null;
}
