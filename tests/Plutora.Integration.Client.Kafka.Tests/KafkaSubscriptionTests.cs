using System.Collections.Concurrent;
using System.Net;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Client.Tests.Hubs;
using Plutora.Integration.Client.Tests.Subscribing;
using Plutora.Integration.EventLog;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Client.Kafka.Tests;

/// <summary>Subscriptions on a real Kafka, with the position in the subscriber's own hands.</summary>
public sealed class KafkaSubscriptionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_committed_event_has_its_effect_once_in_order_whatever_fails_and_whenever_it_ends()
    {
        await using var hub = await HubLog.StartAsync();
        using var database = new SubscriberDatabase();
        await database.Store.CreateTablesAsync(TestContext.Current.CancellationToken);
        var failed = 0;
        Subscription Subscription() => new Subscription("effects", HubLog.Topic) { BatchSize = 4 }
            .Handle<PullRequest>(async (e, ct) =>
            {
                await SubscriberDatabase.AddAsync(e, e.Entity?.Title, ct);
                // The first try of each fifth version fails after its effect, which is rolled back.
                if (e.Event.EntityVersion % 5 == 0 && Interlocked.Increment(ref failed) % 2 == 1) throw new InvalidOperationException("thrown by the test");
            })
            .OnFault(_ => FaultDecision.Retry);

        for (var round = 0; round < 3; round++)
        {
            var events = Enumerable.Range(1, 30).Select(n => Events.PullRequest("git", $"{n % 6}", (round * 30) + n)).ToArray();
            await hub.PublishAsync(events);
            await AbortedAsync(hub, Events.PullRequest("git", "1", 1_000 + round));
            var expected = (round + 1) * 30;
            await HubLog.WhileAsync(ct => hub.Subscriber.RunAsync(Subscription(), database.Store, ct), () => database.Effects().Count >= expected, $"{expected} effects");
        }

        var effects = database.Effects();
        Assert.Equal(90, effects.Count);
        Assert.Equal(90, effects.Select(e => e.Event).Distinct().Count());
        Assert.All(effects.GroupBy(e => e.Entity), entity => Assert.Equal(entity.Select(e => e.Version).Order(), entity.Select(e => e.Version)));
        Assert.DoesNotContain(effects, e => e.Version >= 1_000);
        Assert.True(failed > 0);
    }

    [Fact]
    public async Task An_event_comes_as_it_was_published_and_a_tombstone_moves_the_position_alone()
    {
        await using var hub = await HubLog.StartAsync();
        var told = Events.PullRequest("git", "größe", 7) with { Cause = EventCause.Backfill, RecordVersion = "v7", TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
        await hub.PublishAsync(told, Events.PullRequest("git", "größe", 8, change: EntityChange.Deleted));
        await hub.Log.AppendAsync([new LogEntry(HubLog.Topic, told.Subject.ToString(), null)], Ct);
        var all = await AllAsync(hub, new([HubLog.Topic]) { Follow = false });
        var events = all.Where(r => r.Event is not null).ToList();
        Assert.Equal(2, events.Count);
        Assert.Equal(told with { Data = default }, events[0].Event! with { Data = default });
        Assert.Equal("Say hello", ((PullRequest)events[0].ReadEntity()!).Title);
        Assert.Equal(EntityChange.Deleted, events[1].Event!.Type.Change);
        Assert.Equal(told.Id, StructuredEvent.Read(events[0].Json).Id);
        // Where it begins, and the tombstone.
        Assert.Equal(4, all.Count);
        Assert.Null(all[^1].Event);
    }

    [Fact]
    public async Task A_position_goes_on_behind_its_event_and_the_latest_begins_behind_all()
    {
        await using var hub = await HubLog.StartAsync();
        await hub.PublishAsync([.. Enumerable.Range(1, 9).Select(n => Events.PullRequest("git", $"{n}", n))]);
        var all = (await AllAsync(hub, new([HubLog.Topic]) { Follow = false })).Where(r => r.Event is not null).ToList();
        var rest = (await AllAsync(hub, new([HubLog.Topic]) { Follow = false, Position = all[3].Position })).Where(r => r.Event is not null).ToList();
        Assert.Equal(all.Skip(4).Select(r => r.Event!.Id).Order(), rest.Select(r => r.Event!.Id).Order());

        var latest = Assert.Single(await AllAsync(hub, new([HubLog.Topic]) { Follow = false, FromLatest = true }));
        await hub.PublishAsync(Events.PullRequest("git", "1", 100));
        Assert.Equal(["git/pull-request/1@100"], (await AllAsync(hub, new([HubLog.Topic]) { Follow = false, Position = latest.Position })).Where(r => r.Event is not null).Select(r => r.Event!.Id));
    }

    [Fact]
    public async Task All_topics_are_read_together_and_no_other_hubs()
    {
        await using var hub = await HubLog.StartAsync(HubLog.Topic, "cdm.branch.v1", "state.branch.v1");
        await using var other = await HubLog.StartAsync();
        await other.PublishAsync(Events.PullRequest("git", "other", 1));
        await hub.PublishAsync(Events.PullRequest("git", "1", 1), Events.Of(new Branch { Id = new("git", "branch", "main"), Name = "main" }, 1));
        Assert.Equal(["git/branch/main@1", "git/pull-request/1@1"], (await AllAsync(hub, new(["cdm.*"]) { Follow = false })).Select(r => r.Event?.Id).OfType<string>().Order());
    }

    [Fact]
    public async Task A_position_of_another_log_is_refused_or_starts_over_where_that_was_asked_for()
    {
        await using var hub = await HubLog.StartAsync();
        await hub.PublishAsync(Events.PullRequest("git", "1", 1));
        var kept = (await AllAsync(hub, new([HubLog.Topic]) { Follow = false }))[^1].Position;
        await hub.Log.DeleteTopicAsync(HubLog.Topic, Ct);
        await hub.Log.EnsureTopicAsync(new(HubLog.Topic, 3, TopicRetention.Forever), Ct);
        await hub.PublishAsync(Events.PullRequest("git", "1", 2));
        foreach (var lost in (string[])[kept, "plutora.7", "k1.e30", "k1.?"])
        {
            var gone = await Assert.ThrowsAsync<HubException>(() => AllAsync(hub, new([HubLog.Topic]) { Position = lost, Follow = false }));
            Assert.Equal(HttpStatusCode.Gone, gone.Status);
            Assert.Contains("Begin at the earliest event", gone.Message, StringComparison.Ordinal);
        }

        using var database = new SubscriberDatabase();
        await database.Store.CreateTablesAsync(TestContext.Current.CancellationToken);
        await using (var transaction = await database.Store.BeginAsync("effects", Ct).AsTask())
        {
            await transaction.SavePositionAsync(kept, Ct);
            await transaction.CommitAsync(Ct);
        }

        var subscription = new Subscription("effects", HubLog.Topic).HandleRaw((e, ct) => SubscriberDatabase.AddAsync(e, null, ct)).StartOverWhenPositionIsLost();
        await HubLog.WhileAsync(ct => hub.Subscriber.RunAsync(subscription, database.Store, ct), () => database.Effects().Count == 1, "the event behind a lost position");
    }

    private static async Task<List<ReceivedEvent>> AllAsync(HubLog hub, EventQuery query)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        late.CancelAfter(TimeSpan.FromMinutes(2));
        var all = new List<ReceivedEvent>();
        await foreach (var received in hub.Subscriber.StreamAsync(query, late.Token)) all.Add(received);
        return all;
    }

    // A hub that dies within its transaction: what it appended stands in Kafka's log, and no committed read may show it.
    private static async Task AbortedAsync(HubLog hub, NormalizedEvent told)
    {
        using var producer = new Confluent.Kafka.ProducerBuilder<string, byte[]>(new Confluent.Kafka.ProducerConfig { BootstrapServers = EventLog.Kafka.Tests.Broker.Address, TransactionalId = hub.Prefix + "dying" }).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(30));
        producer.BeginTransaction();
        var headers = new Confluent.Kafka.Headers();
        foreach (var (name, value) in BinaryEvent.Headers(told)) headers.Add(name, System.Text.Encoding.UTF8.GetBytes(value));
        await producer.ProduceAsync(hub.Prefix + HubLog.Topic, new() { Key = told.Subject.ToString(), Value = told.Data.ToArray(), Headers = headers }, Ct);
        producer.AbortTransaction(TimeSpan.FromSeconds(30));
    }
}
