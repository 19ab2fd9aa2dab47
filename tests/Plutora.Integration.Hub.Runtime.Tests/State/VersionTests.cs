using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Rules 4 to 12 of state: versions, ties, no-op suppression.</summary>
public sealed class VersionTests
{
    private static Task<StateBench> StartAsync() => StateBench.StartAsync(Told.Streams, Told.Mappings);

    [Fact]
    public async Task An_older_version_never_overwrites_a_newer()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.OfItem("1", 20, """ "title":"new","state":"open" """));
        await bench.TellAsync(Told.OfItem("1", 10, """ "title":"old","state":"open" """));
        Assert.Equal("new", await bench.FieldAsync("a/work-item/1", "title"));
        Assert.All(await bench.EventsAsync("work-item"), e => Assert.Contains("\"new\"", System.Text.Encoding.UTF8.GetString(e.Data.Span), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_content_again_is_not_published_again()
    {
        await using var bench = await StartAsync();
        var record = Told.OfItem("1", 10, """ "title":"t","state":"open" """);
        await bench.TellAsync(record);
        await bench.TellAsync(record);
        await bench.TellAsync(Told.OfItem("1", 12, """ "title":"t","state":"open","unmapped":1 """));
        Assert.Single(await bench.EventsAsync("work-item"));
    }

    [Fact]
    public async Task Entityversion_rises_with_each_published_change_and_the_event_id_follows_from_it()
    {
        await using var bench = await StartAsync();
        for (var i = 0; i < 5; i++) await bench.TellAsync(Told.OfItem("1", i, $""" "title":"t{i}","state":"open" """));
        var events = await bench.EventsAsync("work-item");
        Assert.Equal(5, events.Count);
        Assert.Equal(events.Select(e => e.EntityVersion).Distinct().Order(), events.Select(e => e.EntityVersion));
        Assert.All(events, e => Assert.Equal(NormalizedEvent.EventId(e.Subject, e.EntityVersion), e.Id));
    }

    [Fact]
    public async Task Of_two_contents_under_one_version_the_later_stands_until_the_tool_was_asked_and_then_the_tools_word()
    {
        await using var bench = await StartAsync();
        bench.Connector.Fetch = _ => Told.OfItem("1", 10, """ "title":"the tool's word","state":"open" """);
        await bench.TellAsync(Told.OfItem("1", 10, """ "title":"first","state":"open" """));
        await bench.TellAsync(Told.OfItem("1", 10, """ "title":"second","state":"open" """));
        await bench.UntilAsync(async () => await bench.FieldAsync("a/work-item/1", "title") == "the tool's word");
        Assert.Equal(["1"], bench.Connector.Fetched.Select(f => f.Id));
    }

    [Fact]
    public async Task Two_forms_of_one_version_that_mean_the_same_are_no_tie()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.OfItem("1", 10, """ "title":"t","state":"open" """));
        await bench.TellAsync(Told.OfItem("1", 10, """ "title":"t","state":"open","url":"another form" """));
        await bench.TellAsync(Told.OfItem("2", 10, """ "title":"u","state":"open" """));
        Assert.Empty(bench.Connector.Fetched);
    }

    [Fact]
    public async Task Where_nothing_orders_versions_the_later_asked_stands()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.Of("loose", "1", null, """{"id":"1","title":"first"}"""));
        await bench.TellAsync(Told.Of("loose", "1", null, """{"id":"1","title":"second"}"""));
        await bench.TellAsync(Told.Of("loose", "1", null, """{"id":"1","title":"first"}"""));
        Assert.Equal("first", await bench.FieldAsync("a/milestone/1", "title"));
        Assert.Equal(3, (await bench.EventsAsync("milestone")).Count);
    }

    [Fact]
    public async Task When_an_older_record_was_refused_the_newer_one_is_behind_it_so_that_compaction_keeps_it()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.OfItem("1", 20, """ "title":"new","state":"open" """));
        await bench.TellAsync(Told.OfItem("1", 10, """ "title":"old","state":"open" """));
        var page = await bench.Hub.Log.ReadAsync(new(EventLog.TopicFilter.Exact("raw.a.item"), EventLog.LogStart.Earliest), TestContext.Current.CancellationToken);
        Assert.Equal(3, page.Records.Count);
        Assert.Contains("new", System.Text.Encoding.UTF8.GetString(page.Records[^1].Value!.Value.Span), StringComparison.Ordinal);
        await bench.TellAsync(Told.OfItem("1", 30, """ "title":"newest","state":"open" """));
        Assert.Equal("newest", await bench.FieldAsync("a/work-item/1", "title"));
    }

    [Fact]
    public async Task An_entity_waits_and_is_listed_until_its_required_fields_are_known()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.Of("note", "n1", 10, """{"id":"n1","item":"1","priority":"P1"}"""));
        Assert.Empty(await bench.EventsAsync("work-item"));
        var waiting = Assert.Single(await bench.Hub.References.WaitingAsync(null, 10, TestContext.Current.CancellationToken));
        Assert.Equal("a/work-item/1", waiting.Id);
        await bench.TellAsync(Told.OfItem("1", 5, """ "title":"t","state":"open" """));
        Assert.Equal("P1", await bench.FieldAsync("a/work-item/1", "sourcePriority"));
        Assert.Empty(await bench.Hub.References.WaitingAsync(null, 10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_partial_record_leaves_what_it_does_not_say()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.Of("part", "1", 10, """{"id":"1","title":"t","text":"long","priority":"P1"}"""));
        await bench.TellAsync(Told.Of("part", "1", 20, """{"id":"1","title":"u"}"""));
        Assert.Equal("u", await bench.FieldAsync("a/work-item/1", "title"));
        Assert.Equal("P1", await bench.FieldAsync("a/work-item/1", "sourcePriority"));
        await bench.TellAsync(Told.Of("part", "1", 30, """{"id":"1","title":"u","text":null,"priority":"P1"}"""));
        Assert.Null(await bench.FieldAsync("a/work-item/1", "description"));
    }

    [Fact]
    public async Task What_is_read_after_a_reset_stands_whatever_its_version_and_entities_stay()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.OfItem("1", 20, """ "title":"before the restore","state":"open" """));
        Assert.True(await bench.Hub.Instances.ResetAsync("a", TestContext.Current.CancellationToken));
        Assert.NotNull(await bench.FindAsync("a/work-item/1"));
        await bench.UntilAsync(() => Task.FromResult(bench.Hub.Instances.Find("a")?.Connector is not null));
        await bench.TellAsync(Told.OfItem("1", 10, """ "title":"restored","state":"open" """));
        Assert.Equal("restored", await bench.FieldAsync("a/work-item/1", "title"));
    }
}
