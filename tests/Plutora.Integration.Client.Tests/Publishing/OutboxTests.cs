using System.Net;
using Plutora.Integration.Client.Publishing;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Client.Tests.Hubs;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Links;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Client.Tests.Publishing;

public sealed class OutboxTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_that_the_hub_refuses_for_good_is_set_aside_with_its_reason_and_stops_no_other()
    {
        await using var hub = await RunningHub.StartAsync();
        var connection = await hub.ServiceAsync("planner");
        using var database = await ServiceDatabase.CreateAsync();
        await database.ChangeAsync("planner", "1", "One");
        await database.ChangeAsync("planner", "2", "Two", tell: version => ServiceEvent.Upserted(new Deployment { Id = new("planner", "deployment", "2"), State = RunState.Queued }, version, ServiceDatabase.At));
        await database.ChangeAsync("planner", "3", "Three");
        var told = new List<RefusedEvent>();
        using var http = new HttpClient();
        var pump = new OutboxPump(database.Outbox, new(http, connection), TimeProvider.System, new() { Refused = told.Add });
        Assert.True(await pump.SendNextAsync(Ct));
        Assert.False(await pump.SendNextAsync(Ct));

        Assert.Equal(["1", "3"], (await hub.SettledEventsAsync("cdm.release.v1")).Select(e => e.Subject.Key).Order());
        var refused = Assert.Single(await database.Outbox.RefusedAsync(Ct));
        Assert.Equal(refused, Assert.Single(told));
        Assert.Equal("planner/deployment/2", refused.Subject);
        Assert.Contains("does not own the entity 'deployment', only release, link", refused.Reason, StringComparison.Ordinal);

        // The administrator lets the service own it.
        await hub.RegisterAsync("planner", "release", "deployment");
        Assert.True(await database.Outbox.SendAgainAsync(refused.Id, Ct));
        Assert.True(await pump.SendNextAsync(Ct));
        Assert.Single(await hub.SettledEventsAsync("cdm.deployment.v1"));
        Assert.False(await database.Outbox.SendAgainAsync(refused.Id, Ct));
    }

    [Fact]
    public async Task A_refused_event_can_be_dropped()
    {
        using var database = await ServiceDatabase.CreateAsync();
        await database.ChangeAsync("planner", "1", "One");
        await new OutboxPump(database.Outbox, new(new FakeHub(FakeHub.Json("""{"detail":"No."}""", HttpStatusCode.UnprocessableEntity)).Client, FakeHub.Connection), TimeProvider.System).SendNextAsync(Ct);
        var refused = Assert.Single(await database.Outbox.RefusedAsync(Ct));
        Assert.Equal((0, "No."), (await database.Outbox.WaitingAsync(Ct), refused.Reason));
        Assert.True(await database.Outbox.DropAsync(refused.Id, Ct));
        Assert.Empty(await database.Outbox.RefusedAsync(Ct));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_key_that_may_not_or_a_hub_that_cannot_is_waited_for_and_told_and_nothing_is_set_aside(HttpStatusCode status)
    {
        using var database = await ServiceDatabase.CreateAsync();
        await database.ChangeAsync("planner", "1", "One");
        var hub = new FakeHub(FakeHub.Json("""{"detail":"Not now."}""", status), FakeHub.Json("""{"stored":1,"repeated":0}""", HttpStatusCode.Accepted));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var told = new List<Interruption>();
        var pump = new OutboxPump(database.Outbox, new(hub.Client, FakeHub.Connection), TimeProvider.System, new() { FirstRetry = TimeSpan.FromMilliseconds(1), Interrupted = told.Add });
        var running = pump.RunAsync(stop.Token);
        while (await database.Outbox.WaitingAsync(Ct) > 0)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(("Not now.", 1), (Assert.Single(told).Reason, told[0].Failures));
        Assert.Empty(await database.Outbox.RefusedAsync(Ct));
        Assert.Equal(2, hub.Requests.Count);
    }

    [Fact]
    public async Task A_change_that_was_rolled_back_is_never_published()
    {
        using var database = await ServiceDatabase.CreateAsync();
        await database.ChangeAsync("planner", "1", "One", commit: false);
        Assert.Equal(0, await database.Outbox.WaitingAsync(Ct));
    }

    [Fact]
    public async Task A_link_is_stated_and_withdrawn_by_what_it_says_and_a_deletion_is_told()
    {
        await using var hub = await RunningHub.StartAsync();
        using var http = new HttpClient();
        var publisher = new HubPublisher(new(http, await hub.ServiceAsync("planner")), TimeProvider.System);
        var (from, to) = (Reference.To(new("planner", "release", "1")), Reference.To(new("planner", "release", "2")));
        Assert.Equal(new(3, 0), await publisher.PublishAsync(
            [ServiceDatabase.Release("planner", "1", "One", 1), ServiceDatabase.Release("planner", "2", "Two", 1), ServiceEvent.LinkStated("planner", LinkRelation.DependsOn, from, to, 1, ServiceDatabase.At)], Ct));
        await publisher.PublishAsync([ServiceEvent.LinkWithdrawn("planner", LinkRelation.DependsOn, from, to, 2, ServiceDatabase.At), ServiceEvent.Deleted(new("planner", "release", "2"), 2, ServiceDatabase.At)], Ct);
        Assert.Equal(["Upserted", "Deleted"], (await hub.SettledEventsAsync("cdm.link.v1")).Select(e => e.Type.Change.ToString()));
        Assert.Equal(["Upserted", "Deleted"], (await hub.SettledEventsAsync("cdm.release.v1")).Where(e => e.Subject.Key == "2").Select(e => e.Type.Change.ToString()));
        Assert.Throws<ArgumentException>(() => ServiceEvent.Upserted(new Link { Id = new("planner", "link", "x"), Relation = LinkRelation.DependsOn, From = from, To = to }, 1, ServiceDatabase.At));
    }

    [Fact]
    public async Task A_publisher_sends_the_same_events_again_until_the_hub_has_them()
    {
        var sent = new List<string>();
        var hub = new FakeHub(FakeHub.Json("{}", HttpStatusCode.ServiceUnavailable), FakeHub.Json("<html>", HttpStatusCode.OK, "text/html"), FakeHub.Json("""{"stored":0,"repeated":1}""", HttpStatusCode.Accepted));
        var publisher = new HubPublisher(new(new HttpClient(new Listening(hub, sent)), FakeHub.Connection), TimeProvider.System, new() { FirstRetry = TimeSpan.FromMilliseconds(1) });
        Assert.Equal(new(0, 1), await publisher.PublishAsync([ServiceDatabase.Release("planner", "1", "One", 1)], Ct));
        Assert.Equal(3, sent.Count);
        Assert.Single(sent.Distinct());
    }

    [Fact]
    public async Task A_publisher_throws_what_the_hub_refuses_at_once_and_what_fails_at_every_try()
    {
        var refusing = new FakeHub(FakeHub.Json("""{"detail":"No.","errors":["events[0]: no"]}""", HttpStatusCode.Forbidden));
        var refused = await Assert.ThrowsAsync<HubException>(() => new HubPublisher(new(refusing.Client, FakeHub.Connection), TimeProvider.System).PublishAsync([ServiceDatabase.Release("planner", "1", "One", 1)], Ct));
        Assert.Equal((1, 1), (refused.Faults.Count, refusing.Requests.Count));
        var away = new FakeHub();
        await Assert.ThrowsAsync<HttpRequestException>(() => new HubPublisher(new(away.Client, FakeHub.Connection), TimeProvider.System, new() { FirstRetry = TimeSpan.FromMilliseconds(1), Tries = 3 }).PublishAsync([], Ct));
        Assert.Equal(3, away.Requests.Count);
        await Assert.ThrowsAsync<ArgumentException>(() => new HubPublisher(new(away.Client, FakeHub.Connection), TimeProvider.System).PublishAsync([.. Enumerable.Range(0, 1_001).Select(i => ServiceDatabase.Release("planner", $"{i}", "x", 1))], Ct));
    }

    private sealed class Listening(HttpMessageHandler inner, List<string> sent) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            sent.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
