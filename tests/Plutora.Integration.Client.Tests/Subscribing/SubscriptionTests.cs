using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Client.Tests.Hubs;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Client.Tests.Subscribing;

public sealed class SubscriptionTests : IAsyncLifetime
{
    private static readonly NormalizedEvent[] Three = [Events.PullRequest("git", "1", 1), Events.PullRequest("git", "2", 2), Events.PullRequest("git", "3", 3)];
    private readonly SubscriberDatabase _database = new();

    public async ValueTask InitializeAsync() => await _database.Store.CreateTablesAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return default;
    }

    [Fact]
    public async Task What_a_handler_throws_ends_the_subscription_as_thrown_and_the_event_comes_again()
    {
        var poison = "git/pull-request/2";
        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(Effects().HandleRaw((e, _) => Poison(e, poison)), Three));
        Assert.Equal("poison", thrown.Message);
        Assert.Equal(["git/pull-request/1"], _database.Effects().Select(e => e.Entity));
        Assert.Equal("p1", await _database.Store.LoadPositionAsync("effects", TestContext.Current.CancellationToken));

        var hub = await RunAsync(Effects(), Three[1..]);
        Assert.Equal("p1", hub.Requests[0].Headers.GetValues("Last-Event-ID").Single());
        Assert.Equal(3, _database.Effects().Count);
    }

    [Fact]
    public async Task A_skipped_event_has_no_effect_and_keeps_none_of_the_others_from_having_theirs_once()
    {
        var faults = new List<SubscriptionFault>();
        await RunAsync(
            Effects().HandleRaw((e, _) => Poison(e, "git/pull-request/2")).OnFault(fault =>
            {
                faults.Add(fault);
                return fault.Attempt < 3 ? FaultDecision.Retry : FaultDecision.Skip;
            }),
            Three);
        Assert.Equal(["git/pull-request/1", "git/pull-request/3"], _database.Effects().Select(e => e.Entity));
        Assert.Equal([1, 2, 3], faults.Select(f => f.Attempt));
        Assert.All(faults, f => Assert.Equal("p2", f.Received.Position));
    }

    [Fact]
    public async Task Typed_handlers_get_what_is_theirs_and_raw_ones_everything_also_what_this_client_does_not_know()
    {
        var person = Events.Of(new Person { Id = new EntityId("git", "person", "7"), Title = "Ada" }, 9, EntityChange.Deleted) with { Data = default };
        var newer = Three[1] with { Type = new("pull-request", EntityChange.Upserted, 2) };
        var unknown = Three[2] with { Type = new("thing", EntityChange.Upserted, 1), Subject = new EntityId("git", "thing", "1") };
        var told = new List<string>();
        await RunAsync(
            new Subscription("kinds", "cdm.*")
                .Handle<PullRequest>((e, _) => Tell(told, $"pull request {e.Entity!.Title}"))
                .Handle<Person>((e, _) => Tell(told, $"person {e.Entity?.Title ?? "forgotten"} {e.IsDeleted}"))
                .HandleRaw((e, _) => Tell(told, $"raw {e.Event.Type} {e.Received.ReadEntity()?.Title ?? "unread"}")),
            [Three[0], person, newer, unknown]);
        Assert.Equal(
            [
                "pull request Say hello", "raw com.plutora.cdm.pull-request.upserted.v1 Say hello", "person forgotten True", "raw com.plutora.cdm.person.deleted.v1 unread",
                "raw com.plutora.cdm.pull-request.upserted.v2 unread", "raw com.plutora.cdm.thing.upserted.v1 unread",
            ],
            told);
    }

    [Fact]
    public async Task The_same_event_from_two_topics_and_an_older_version_are_dropped()
    {
        await RunAsync(Effects(), [Events.PullRequest("git", "1", 5), Events.PullRequest("git", "1", 5), Events.PullRequest("git", "1", 4), Events.PullRequest("git", "1", 6)]);
        Assert.Equal([5L, 6], _database.Effects().Select(e => e.Version));
    }

    [Fact]
    public async Task A_position_kept_in_a_file_is_resumed_from()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("plutora-position-").FullName, "position");
        await RunAsync(new Subscription("file", "cdm.*"), Three, new FileSubscriptionStore(file));
        Assert.Equal("p3", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        var hub = await RunAsync(new Subscription("file", "cdm.*"), [], new FileSubscriptionStore(file));
        Assert.Equal("p3", hub.Requests[0].Headers.GetValues("Last-Event-ID").Single());
    }

    [Fact]
    public async Task Without_a_transaction_a_handler_that_asks_for_a_command_is_told_which_store_gives_one()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("plutora-position-").FullName, "position");
        var told = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(Effects(), Three, new FileSubscriptionStore(file)));
        Assert.Contains(nameof(DbSubscriptionStore), told.Message, StringComparison.Ordinal);
    }

    private static Subscription Effects() => new Subscription("effects", "cdm.*").Handle<PullRequest>((e, ct) => SubscriberDatabase.AddAsync(e, e.Entity!.Title, ct));

    private static ValueTask Poison(EventDelivery e, string entity) => e.Event.Subject.ToString() == entity ? throw new InvalidDataException("poison") : default;

    private static ValueTask Tell(List<string> told, string what)
    {
        told.Add(what);
        return default;
    }

    // Runs until the hub, which has told all, refuses the next connection.
    private async Task<FakeHub> RunAsync(Subscription subscription, NormalizedEvent[] events, ISubscriptionStore? store = null)
    {
        var hub = new FakeHub(
            FakeHub.Stream(events.Select((e, i) => FakeHub.Event($"p{i + 1}", e))),
            FakeHub.Json("""{"detail":"The end of the test."}""", System.Net.HttpStatusCode.Forbidden));
        var subscriber = new EventSubscriber(hub.Client, FakeHub.Connection, TimeProvider.System, new() { FirstRetry = TimeSpan.FromMilliseconds(1) });
        var ended = await Assert.ThrowsAnyAsync<Exception>(() => subscriber.RunAsync(subscription, store ?? _database.Store, TestContext.Current.CancellationToken));
        return ended is HubException ? hub : throw ended;
    }
}
