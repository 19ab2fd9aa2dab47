using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Tests.State;
using Plutora.Integration.Model.Envelope;
using static Plutora.Integration.Hub.Runtime.Tests.Rules.RuleBench;

namespace Plutora.Integration.Hub.Runtime.Tests.Rules;

/// <summary>An administrator's own link rules: bound whichever comes first, bound again when they change.</summary>
public sealed class RuleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rule,item,milestone")]
    [InlineData("rule,milestone,item")]
    [InlineData("item,milestone,rule")]
    [InlineData("milestone,rule,item")]
    public async Task A_rule_links_both_sides_whichever_comes_first_and_stands_on_the_link_with_its_confidence(string order)
    {
        await using var bench = await StartAsync();
        foreach (var next in order.Split(','))
        {
            await (next switch { "rule" => bench.SetAsync(ByKey), "item" => bench.TellAsync(Item("1", 1, "P-1")), _ => bench.TellAsync(Milestone("m", "with P-1 and P-9")) });
        }

        var link = Assert.Single(await bench.Hub.Entities.LinksAsync("a/work-item/1", Ct));
        Assert.StartsWith("links/link/", link.Id, StringComparison.Ordinal);
        Assert.Equal("a/milestone/m contains a/work-item/1", Text(link.Entity));
        var stated = Assert.Single(link.Entity.GetProperty("rules").EnumerateArray());
        Assert.Equal(("named-in-title", 0.7, "P-1"), (stated.GetProperty("rule").GetString(), stated.GetProperty("confidence").GetDouble(), stated.GetProperty("evidence").GetString()));
        Assert.Single(await bench.EventsAsync("link"));
    }

    [Fact]
    public async Task A_link_goes_when_an_end_no_longer_says_so_or_is_deleted_and_comes_back_with_it()
    {
        await using var bench = await StartAsync();
        await bench.SetAsync(ByKey);
        await bench.TellAsync(Item("1", 1, "P-1"), Milestone("m", "P-1"));
        await bench.TellAsync(Milestone("m", "P-2"));
        Assert.Empty(await bench.LinksAsync("a/work-item/1"));
        await bench.TellAsync(Milestone("m", "P-1 again"));
        Assert.Single(await bench.LinksAsync("a/work-item/1"));
        await bench.TellAsync(Told.Of("item", "1", 2, "{}", deleted: true));
        Assert.Empty(await bench.LinksAsync("a/milestone/m"));
        await bench.TellAsync(Item("1", 3, "P-1"));
        Assert.Single(await bench.LinksAsync("a/milestone/m"));
    }

    [Fact]
    public async Task A_rule_set_on_what_is_stored_binds_it_as_a_replay_and_tells_how_far_it_came()
    {
        await using var bench = await StartAsync(null, "a", "b");
        await bench.TellAsync([.. Enumerable.Range(0, 700).Select(i => Item($"{i}", 1, $"P-{i}"))]);
        await bench.TellAsync("b", Milestone("m", "P-3 P-650"));
        await bench.SetAsync(ByKey);
        Assert.Equal(["b/milestone/m contains a/work-item/3", "b/milestone/m contains a/work-item/650"], await bench.LinksAsync("b/milestone/m"));
        var job = (await bench.Hub.Rules.StatusAsync("named-in-title", Ct))!.Job!;
        Assert.Equal((RulePhase.Done, 701L), (job.Phase, job.Looked));
        Assert.All(await bench.EventsAsync("link"), e => Assert.Equal(EventCause.Replay, e.Cause));
    }

    [Fact]
    public async Task A_rule_that_is_removed_or_turned_off_withdraws_what_it_alone_stated()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Item("1", 1, "P-1"), Item("2", 1, "shop/2"), Milestone("m", "P-1 P-2"));
        await bench.SetAsync(ByKey, ByKey with { Id = "too", To = ByKey.To with { Match = ["P-*"] } }, Bound);
        var link = Assert.Single(await bench.Hub.Entities.LinksAsync("a/work-item/1", Ct));
        Assert.Equal(2, link.Entity.GetProperty("rules").GetArrayLength());
        await bench.RemoveAsync("too");
        Assert.Equal("named-in-title", Assert.Single((await bench.FindAsync(link.Id))!.Value.GetProperty("rules").EnumerateArray()).GetProperty("rule").GetString());
        await bench.SetAsync(ByKey with { Enabled = false });
        Assert.Null(await bench.FindAsync(link.Id));
        Assert.Equal(["a/milestone/m contains a/work-item/2"], await bench.LinksAsync("a/milestone/m"));
    }

    [Fact]
    public async Task A_changed_rule_binds_anew_and_a_link_that_it_still_states_is_told_once_and_never_as_deleted()
    {
        await using var bench = await StartAsync();
        await bench.SetAsync(ByKey);
        await bench.TellAsync(Item("1", 1, "P-1"), Item("2", 1, "Q-2"), Milestone("m", "P-1 Q-2"));
        var before = (await bench.EventsAsync("link")).Count;
        await bench.SetAsync(ByKey with { Confidence = 0.9, From = ByKey.From with { Pattern = "(?<key>P-[0-9]+)" } });
        Assert.Equal(["a/milestone/m contains a/work-item/1"], await bench.LinksAsync("a/milestone/m"));
        var told = (await bench.EventsAsync("link")).Skip(before).ToList();
        Assert.Equal([EntityChange.Deleted, EntityChange.Upserted], told.Select(e => e.Type.Change).OrderByDescending(c => c));
        Assert.Contains("0.9", System.Text.Encoding.UTF8.GetString(told.Single(e => e.Type.Change == EntityChange.Upserted).Data.Span), StringComparison.Ordinal);
        await bench.SetAsync(ByKey with { Relation = "relates-to" });
        Assert.Equal(["a/milestone/m relates-to a/work-item/1", "a/milestone/m relates-to a/work-item/2"], await bench.LinksAsync("a/milestone/m"));
        Assert.Null(await bench.Hub.Rules.ApplyAsync(StoredRule.Api, [ByKey with { Relation = "relates-to" }], [], Ct));
    }

    [Fact]
    public async Task What_an_earlier_revision_of_a_rule_stated_and_arrives_late_neither_replaces_nor_withdraws_what_the_later_one_states()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Item("1", 1, "P-1"), Milestone("m", "P-1"));
        var change = new ChangeContext(new(null, null, StateBench.Start, null, StateBench.Start), 0, EventCause.Replay, null);
        var link = RuleLinks.Id("contains", "a/milestone/m", "a/work-item/1").ToString();
        // Keys of two revisions lie in different partitions, so their owners' messages meet in any order.
        await bench.AskAsync(Stated(2, 0.9));
        await bench.AskAsync(Stated(1, 0.7));
        await bench.AskAsync(new Withdraw(link, "links/named/P-1", change) { Activation = 1 });
        Assert.Equal(0.9, (await bench.FindAsync(link))!.Value.GetProperty("rules")[0].GetProperty("confidence").GetDouble());
        await bench.AskAsync(new Withdraw(link, "links/named/P-1", change) { Activation = 2 });
        Assert.Null(await bench.FindAsync(link));

        Contribute Stated(int revision, double confidence) => new(
            link, "links/named/P-1",
            RuleLinks.Contribution("contains", "a/milestone/m", "a/work-item/1", "named", confidence, "P-1", "links/named/P-1", change) with { MappingVersion = revision },
            change, null);
    }

    [Fact]
    public async Task A_single_entity_is_linked_with_all_that_match_within_the_instances_and_conditions_said()
    {
        await using var bench = await StartAsync(null, "a", "b");
        await bench.TellAsync("a", Item("1", 1, "shop/web"), Item("2", 1, "shop/web/deep"), Item("3", 1, "other"), Item("4", 1, "SHOP/x", "not"));
        await bench.TellAsync("b", Item("1", 1, "shop/web"));
        await bench.SetAsync(Bound);
        Assert.Empty(await bench.LinksAsync("a/work-item/1"));
        await bench.TellAsync("a", Milestone("m", "shop"));
        Assert.Equal(["a/milestone/m contains a/work-item/1", "a/milestone/m contains b/work-item/1"], await bench.LinksAsync("a/milestone/m"));
        await bench.SetAsync(Bound with { IgnoreCase = true, To = Bound.To with { Instances = ["a"], Match = ["shop/**"], Where = new Dictionary<string, IReadOnlyList<string>> { ["title"] = ["t*"] } } });
        Assert.Equal(["a/milestone/m contains a/work-item/1", "a/milestone/m contains a/work-item/2"], await bench.LinksAsync("a/milestone/m"));
    }

    [Fact]
    public async Task A_change_that_a_stopped_hub_had_begun_goes_on_at_its_next_start()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync([.. Enumerable.Range(0, 300).Select(i => Item($"{i}", 1, $"P-{i}"))]);
        await bench.TellAsync(Milestone("m", string.Join(' ', Enumerable.Range(0, 90).Select(i => $"P-{i}"))));
        await bench.Hub.Rules.ApplyAsync(StoredRule.Api, [ByKey], [], Ct);
        await bench.RestartAsync();
        await bench.SettledAsync();
        Assert.Equal(90, (await bench.LinksAsync("a/milestone/m")).Count);
        Assert.Equal(RulePhase.Done, (await bench.Hub.Rules.StatusAsync("named-in-title", Ct))!.Job!.Phase);
    }

    [Fact]
    public async Task A_text_that_stands_for_too_many_links_no_more_of_them_and_is_listed()
    {
        await using var bench = await StartAsync(new() { Limits = new() { LinksPerRule = 20 } });
        await bench.SetAsync(Bound);
        await bench.TellAsync([.. Enumerable.Range(0, 50).Select(i => Item($"{i}", 1, $"shop/{i}"))]);
        await bench.TellAsync(Milestone("m", "shop"));
        Assert.Equal(20, (await bench.LinksAsync("a/milestone/m")).Count);
        Assert.Equal(["a/milestone/m"], (await bench.Hub.Rules.StatusAsync(Bound.Id, Ct))!.Crowded);
        Assert.Contains("50 links", (await bench.Hub.RulePreviews.PreviewAsync(Bound, Bound.Id, 0, Ct)).Refusal, StringComparison.Ordinal);
        await bench.RemoveAsync(Bound.Id);
        Assert.Empty(await bench.LinksAsync("a/milestone/m"));
    }

    [Fact]
    public async Task A_text_that_very_many_give_on_both_sides_stops_making_links()
    {
        await using var bench = await StartAsync(new() { Limits = new() { LinksPerRule = 1 } });
        await bench.SetAsync(ByKey with { To = ByKey.To with { Fields = ["title"] } });
        for (var i = 0; i < 150; i++)
        {
            // Only the first milestone gives the text, so each item adds one link.
            await bench.TellAsync(Item($"{i}", 1, $"n-{i}", "P-1"), Milestone($"{i}", i == 0 ? "P-1" : "none"));
        }

        await bench.TellAsync(Milestone("late", "P-1"));
        Assert.Equal(100, (await bench.LinksAsync("a/milestone/0")).Count);
        Assert.Empty(await bench.LinksAsync("a/milestone/late"));
        Assert.Equal(["P-1"], (await bench.Hub.Rules.StatusAsync(ByKey.Id, Ct))!.Crowded);
    }

    [Fact]
    public async Task A_preview_tells_what_would_change_and_changes_nothing()
    {
        await using var bench = await StartAsync();
        await bench.SetAsync(ByKey);
        await bench.TellAsync(Item("1", 1, "P-1"), Item("2", 1, "Q-2"), Milestone("m", "P-1 Q-2"), Milestone("n", "Q-2 R-3"));
        var ends = (await bench.Hub.Log.TopicsAsync(Ct)).SelectMany(t => t.Partitions.Select(p => p.EndOffset)).Sum();
        var preview = await bench.Hub.RulePreviews.PreviewAsync(ByKey with { From = ByKey.From with { Pattern = "(?<key>[PR]-[0-9]+)" } }, ByKey.Id, 1, Ct);
        Assert.Equal((0, 2, 1, true), (preview.Added, preview.Removed, preview.Kept, preview.Complete));
        Assert.Equal(RuleSampleChange.Removed, Assert.Single(preview.Samples).Change);
        var fresh = await bench.Hub.RulePreviews.PreviewAsync(ByKey with { Id = "new" }, "new", 10, Ct);
        Assert.Equal((3, 0, "a/work-item/2", 2), (fresh.Added, fresh.Removed, fresh.Largest == "a/milestone/m" ? "a/work-item/2" : fresh.Largest, fresh.LargestLinks));
        Assert.Equal(3, (await bench.Hub.RulePreviews.PreviewAsync(null, ByKey.Id, 10, Ct)).Removed);
        Assert.Equal(ends, (await bench.Hub.Log.TopicsAsync(Ct)).SelectMany(t => t.Partitions.Select(p => p.EndOffset)).Sum());
    }

    [Fact]
    public async Task Rules_of_the_settings_are_taken_at_start_and_turned_off_when_taken_out_of_them()
    {
        await using var bench = await StartAsync(new() { Rules = [ByKey] });
        await bench.TellAsync(Item("1", 1, "P-1"), Milestone("m", "P-1"));
        Assert.Single(await bench.LinksAsync("a/milestone/m"));
        await bench.RestartAsync(() => bench.Settings.Rules = []);
        await bench.SettledAsync();
        Assert.Empty(await bench.LinksAsync("a/milestone/m"));
        Assert.Equal((false, StoredRule.Api), (bench.Hub.Rules.Find(ByKey.Id)!.Rule.Enabled, bench.Hub.Rules.Find(ByKey.Id)!.Origin));
        await bench.RestartAsync(() => bench.Settings.Rules = [ByKey]);
        await bench.SettledAsync();
        Assert.Single(await bench.LinksAsync("a/milestone/m"));
        await Assert.ThrowsAsync<SettingsException>(() => bench.RestartAsync(() => bench.Settings.Rules = [ByKey, ByKey with { Relation = "nosuch" }]));
        await bench.RestartAsync(() => bench.Settings.Rules = []);
    }
}
