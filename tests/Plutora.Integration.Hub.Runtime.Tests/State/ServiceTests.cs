using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Services;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Rule 31 of state: services publish entities of their own.</summary>
public sealed class ServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_service_publishes_is_told_as_everything_else_but_without_a_mapping()
    {
        await using var bench = await StartAsync();
        await StoredAsync(bench, Release("e1", "7", 1, "Spring"));
        var told = Assert.Single(await bench.EventsAsync("release"));
        Assert.Equal(("planner/release/7", EntityChange.Upserted, EventCause.Live, "1", (long?)null), (told.Subject.ToString(), told.Type.Change, told.Cause, told.RecordVersion, told.MappingVersion));
        Assert.Equal(At(1), told.Time);
        Assert.Equal("/hub/planner", told.Source);
        Assert.Equal("Spring", await bench.FieldAsync("planner/release/7", "title"));
        var version = Assert.Single(await bench.Hub.History.ReadAsync(told.Subject, 10, Ct));
        Assert.Equal(("planner/release/7", (long?)null), (version.Record, version.MappingVersion));
    }

    [Fact]
    public async Task What_happened_before_the_service_was_registered_is_backfill()
    {
        await using var bench = await StartAsync();
        await StoredAsync(bench, Release("e1", "7", 1, "Spring", time: StateBench.Start.AddDays(-3)));
        Assert.Equal(EventCause.Backfill, Assert.Single(await bench.EventsAsync("release")).Cause);
    }

    [Fact]
    public async Task The_same_event_id_again_changes_nothing_also_after_a_restart()
    {
        await using var bench = await StartAsync();
        Assert.Equal((1, 0), Counts(await StoredAsync(bench, Release("e1", "7", 1, "Spring"))));
        Assert.Equal((1, 1), Counts(await StoredAsync(bench, Release("e1", "7", 1, "Spring"), Release("e2", "8", 1, "Summer"))));
        await bench.RestartAsync();
        Assert.Equal((0, 2), Counts(await StoredAsync(bench, Release("e1", "7", 1, "Spring"), Release("e2", "8", 1, "Summer"))));
        Assert.Equal(2, (await bench.EventsAsync("release")).Count);
    }

    [Fact]
    public async Task An_older_version_never_overwrites_a_newer_and_what_a_newer_one_leaves_out_is_gone()
    {
        await using var bench = await StartAsync();
        await StoredAsync(bench, Release("e10", "7", 10, "Ten", more: """ "description":"text" """));
        await StoredAsync(bench, Release("e9", "7", 9, "Nine"));
        Assert.Equal(("Ten", "text"), (await bench.FieldAsync("planner/release/7", "title"), await bench.FieldAsync("planner/release/7", "description")));
        await StoredAsync(bench, Release("e11", "7", 11, "Eleven"));
        Assert.Equal(("Eleven", (string?)null), (await bench.FieldAsync("planner/release/7", "title"), await bench.FieldAsync("planner/release/7", "description")));
        Assert.Equal(2, (await bench.EventsAsync("release")).Count);
    }

    [Fact]
    public async Task A_deletion_is_told_with_the_last_state_and_undone_by_a_newer_version_alone()
    {
        await using var bench = await StartAsync();
        await StoredAsync(bench, Release("e1", "7", 1, "Spring"), Deletion("e2", "7", 2));
        Assert.Null(await bench.FindAsync("planner/release/7"));
        var gone = (await bench.EventsAsync("release"))[^1];
        Assert.Equal(EntityChange.Deleted, gone.Type.Change);
        Assert.Contains("Spring", Encoding.UTF8.GetString(gone.Data.Span), StringComparison.Ordinal);
        await StoredAsync(bench, Release("e3", "7", 2, "Late"));
        Assert.Null(await bench.FindAsync("planner/release/7"));
        await StoredAsync(bench, Release("e4", "7", 3, "Again"));
        Assert.Equal("Again", await bench.FieldAsync("planner/release/7", "title"));
    }

    [Fact]
    public async Task References_of_a_service_find_their_target_and_a_persons_address_stands_nowhere_in_the_event()
    {
        await using var bench = await StartAsync();
        await RegisterAsync(bench, "other");
        await StoredAsync(bench, Release("e1", "7", 1, "Spring", more: """ "parent":{"entity":"release","alias":"REL-9","id":null},"owner":{"entity":"person","alias":"Ada@example.org"} """));
        var parent = Event("e1", "release", "other/release/9", 1, """{"name":"Year","aliases":[{"alias":"REL-9"}]}""", source: "/other");
        Assert.Equal(PublishStatus.Stored, (await bench.Hub.Publisher.PublishAsync(Encoding.UTF8.GetBytes($"[{parent}]"), Key("other"), null, Ct)).Status);
        await bench.SettledAsync();
        var entity = await bench.FindAsync("planner/release/7");
        Assert.Equal("other/release/9", entity!.Value.GetProperty("parent").GetProperty("id").GetString());
        Assert.DoesNotContain("example.org", entity.Value.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("hmac-", entity.Value.GetProperty("owner").GetProperty("alias").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_of_a_service_has_the_id_that_follows_from_it_and_is_deleted_by_what_it_says()
    {
        await using var bench = await StartAsync();
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"parent","state":"open","name":"P-1" """));
        await StoredAsync(bench, Release("e1", "7", 1, "Spring"));
        const string Says = """{"relation":"relates-to","from":{"id":"planner/release/7"},"to":{"entity":"work-item","alias":"P-1"}}""";
        await StoredAsync(bench, Event("l1", "link", null, 1, Says));
        var link = Assert.Single(await bench.Hub.Entities.LinksAsync("a/work-item/1", Ct));
        Assert.StartsWith("planner/link/", link.Id, StringComparison.Ordinal);
        await StoredAsync(bench, Event("l2", "link", null, 2, Says, "deleted"));
        Assert.Empty(await bench.Hub.Entities.LinksAsync("a/work-item/1", Ct));
    }

    [Fact]
    public async Task One_fault_refuses_the_whole_batch_and_every_fault_is_told()
    {
        await using var bench = await StartAsync();
        var outcome = await PublishAsync(bench, Release("e1", "7", 1, "Good"),
            Event("e2", "release", "planner/release/8", 1, """{"state":"nosuch"}"""),
            Event("e3", "release", "planner/release/9", 1, """{"name":"t","state":"planned","id":"planner/release/10"}"""),
            Event("e1", "release", "planner/work-item/9", 1, """{"name":"t","state":"planned"}"""),
            """{"specversion":"1.0","id":"e5","source":"/planner","type":"com.plutora.cdm.release.upserted.v9","subject":"planner/release/1","time":"yesterday","recordversion":"x","data":{}}""",
            """{"id":"","source":"","type":"nonsense"}""", "5");
        Assert.Equal(PublishStatus.Invalid, outcome.Status);
        string[] expected =
        [
            "events[1] ('e2'): data.name: It is missing", "events[1] ('e2'): data.state: Expected", "events[2] ('e3'): data.id: 'planner/release/10' is not the 'subject'", "events[3] ('e1'): Its 'id' stands twice",
            "events[3] ('e1'): 'subject' is the id of a work-item", "events[4] ('e5'): 'recordversion' must be", "events[4] ('e5'): 'time' is 'yesterday'", "events[4] ('e5'): 'type' names version 9",
            "events[5]: 'id' is missing", "'specversion' must be 1.0", "'source' is missing", "'type' is 'nonsense'", "events[6]: It is no object",
        ];
        var told = string.Join('\n', outcome.Faults);
        Assert.All(expected, e => Assert.Contains(e, told, StringComparison.Ordinal));
        await bench.SettledAsync();
        Assert.Empty(await bench.EventsAsync("release"));
    }

    [Theory]
    [InlineData("work-item", "planner/work-item/1", "/planner", "does not own the entity 'work-item', only release, link")]
    [InlineData("release", "a/release/1", "/planner", "a service publishes entities of its own instance alone")]
    [InlineData("release", "other/release/1", "/other", "This key may not publish as 'other'")]
    [InlineData("release", "a/release/1", "/a", "'a' is no registered service")]
    [InlineData("release", "nosuch/release/1", "/nosuch", "'nosuch' is no registered service")]
    public async Task What_a_service_does_not_own_it_may_not_publish(string entity, string subject, string source, string told)
    {
        await using var bench = await StartAsync();
        await RegisterAsync(bench, "other");
        var outcome = await PublishAsync(bench, Release("e1", "7", 1, "Good"), Event("e2", entity, subject, 1, """{"name":"t","state":"planned"}""", source: source));
        Assert.Equal(PublishStatus.Forbidden, outcome.Status);
        Assert.Contains(told, Assert.Single(outcome.Faults), StringComparison.Ordinal);
        await bench.SettledAsync();
        Assert.Empty(await bench.EventsAsync("release"));
    }

    [Theory]
    [InlineData("{}", "must be a list")]
    [InlineData("[", "is no JSON")]
    [InlineData("""[{"id":"a","id":"b"}]""", "is no JSON")]
    public async Task A_body_that_is_no_batch_is_refused(string body, string told)
    {
        await using var bench = await StartAsync();
        var outcome = await bench.Hub.Publisher.PublishAsync(Encoding.UTF8.GetBytes(body), Key("planner"), null, Ct);
        Assert.Equal(PublishStatus.Unreadable, outcome.Status);
        Assert.Contains(told, outcome.Message, StringComparison.Ordinal);
        Assert.Equal(PublishStatus.Unreadable, (await bench.Hub.Publisher.PublishAsync(Encoding.UTF8.GetBytes(new string('[', 1_000)), Key("planner"), null, Ct)).Status);
        Assert.Equal(PublishStatus.Unreadable, (await bench.Hub.Publisher.PublishAsync(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{}", 1_001))}]"), Key("planner"), null, Ct)).Status);
    }

    [Fact]
    public async Task A_removed_service_takes_its_entities_with_it()
    {
        await using var bench = await StartAsync();
        await StoredAsync(bench, Release("e1", "7", 1, "Spring"));
        var removing = bench.Hub.Instances.RemoveAsync("planner", Instances.RemovalKind.DeleteEntities, Ct);
        await bench.UntilAsync(() =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(removing.IsCompleted && bench.Hub.InstanceStore.Find("planner") is null);
        });
        Assert.Null(await bench.FindAsync("planner/release/7"));
        Assert.Equal(PublishStatus.Forbidden, (await PublishAsync(bench, Release("e2", "7", 2, "Late"))).Status);
    }

    [Fact]
    public async Task Options_that_name_no_entity_are_told()
    {
        await using var bench = await StartAsync();
        var faults = await bench.Hub.Instances.PutAsync(new() { Id = "x", Connector = "service", Options = new() { ["entities"] = new JsonArray("nosuch") } }, Ct);
        Assert.Contains("'nosuch' is no entity of the common data model", Assert.Single(faults), StringComparison.Ordinal);
        Assert.NotEmpty(await bench.Hub.Instances.PutAsync(new() { Id = "x", Connector = "service" }, Ct));
    }

    private static async Task<StateBench> StartAsync()
    {
        var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await RegisterAsync(bench, "planner");
        return bench;
    }

    private static async Task RegisterAsync(StateBench bench, string id) =>
        Assert.Empty(await bench.Hub.Instances.PutAsync(new() { Id = id, Connector = "service", Options = new() { ["entities"] = new JsonArray("release", "link") } }, Ct));

    private static async Task<PublishOutcome> StoredAsync(StateBench bench, params string[] events)
    {
        var outcome = await PublishAsync(bench, events);
        Assert.True(outcome.Status == PublishStatus.Stored, string.Join('\n', outcome.Faults));
        await bench.SettledAsync();
        return outcome;
    }

    private static Task<PublishOutcome> PublishAsync(StateBench bench, params string[] events) =>
        bench.Hub.Publisher.PublishAsync(Encoding.UTF8.GetBytes($"[{string.Join(',', events)}]"), Key("planner"), null, Ct);

    private static ApiKey Key(string publishes) => new("svc", Role.Viewer, KeyScope.All, "", default) { Publishes = [publishes] };

    private static (int, int) Counts(PublishOutcome outcome) => (outcome.Stored, outcome.Repeated);

    private static DateTimeOffset At(int version) => StateBench.Start.AddSeconds(version);

    private static string Release(string id, string key, int version, string title, DateTimeOffset? time = null, string? more = null) =>
        Event(id, "release", $"planner/release/{key}", version, $$"""{"name":"{{title}}","title":"{{title}}","state":"planned"{{(more is null ? "" : "," + more)}}}""", time: time);

    private static string Deletion(string id, string key, int version) => Event(id, "release", $"planner/release/{key}", version, null, "deleted");

    private static string Event(string id, string entity, string? subject, int version, string? data, string change = "upserted", string source = "/planner", DateTimeOffset? time = null) => $$"""
        {"specversion":"1.0","id":"{{id}}","source":"{{source}}","type":"com.plutora.cdm.{{entity}}.{{change}}.v1",{{(subject is null ? "" : $"\"subject\":\"{subject}\",")}}
         "time":"{{(time ?? At(version)).ToString("O", CultureInfo.InvariantCulture)}}","recordversion":"{{version}}"{{(data is null ? "" : $",\"data\":{data}")}}}
        """;
}
