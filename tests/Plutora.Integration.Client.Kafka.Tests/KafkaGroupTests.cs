using System.Collections.Concurrent;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Client.Tests.Hubs;
using Plutora.Integration.Client.Tests.Subscribing;

namespace Plutora.Integration.Client.Kafka.Tests;

/// <summary>Subscriptions as members of a consumer group.</summary>
public sealed class KafkaGroupTests
{
    [Fact]
    public async Task Members_share_the_partitions_and_what_one_that_leaves_had_not_committed_comes_to_the_other()
    {
        await using var hub = await HubLog.StartAsync();
        using var database = new SubscriberDatabase();
        await database.Store.CreateTablesAsync(TestContext.Current.CancellationToken);
        var by = new ConcurrentDictionary<string, int>();
        Subscription Subscription(string member) => new Subscription("shared", HubLog.Topic) { BatchSize = 3 }
            .HandleRaw(async (e, ct) =>
            {
                await SubscriberDatabase.AddAsync(e, member, ct);
                by.AddOrUpdate(member, 1, (_, n) => n + 1);
            })
            // Two members on one SQLite file wait for each other.
            .OnFault(_ => FaultDecision.Retry);
        using var stopOne = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var one = Task.Run(() => hub.Subscriber.RunAsGroupAsync(Subscription("one"), database.Store, stopOne.Token), CancellationToken.None);
        var sent = 0;
        await HubLog.WhileAsync(
            ct => hub.Subscriber.RunAsGroupAsync(Subscription("two"), database.Store, ct),
            () =>
            {
                // Until both have partitions, there is work for both.
                if (sent < 3_000 && (by.Count < 2 || sent < 60)) hub.PublishAsync([.. Enumerable.Range(0, 30).Select(n => Events.PullRequest("git", $"{n}", ++sent))]).GetAwaiter().GetResult();
                else if (!stopOne.IsCancellationRequested) stopOne.Cancel();
                return stopOne.IsCancellationRequested && database.Effects().Count >= sent;
            },
            "all events handled by both members");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken));
        var effects = database.Effects();
        Assert.Equal(2, by.Count);
        Assert.Equal(sent, effects.Select(e => e.Event).Distinct().Count());
        Assert.Equal(sent, effects.Count);
        Assert.All(effects.GroupBy(e => e.Entity), entity => Assert.Equal(entity.Select(e => e.Version).Order(), entity.Select(e => e.Version)));
    }

    [Fact]
    public async Task Kafka_keeps_the_position_of_a_group_without_a_store()
    {
        await using var hub = await HubLog.StartAsync();
        var handled = new ConcurrentQueue<string>();
        Subscription Subscription() => new Subscription("alone", HubLog.Topic).HandleRaw((e, _) =>
        {
            handled.Enqueue(e.Event.Id);
            return default;
        });
        for (var round = 1; round <= 2; round++)
        {
            await hub.PublishAsync([.. Enumerable.Range(1, 10).Select(n => Events.PullRequest("git", $"{n}", (round * 10) + n))]);
            await HubLog.WhileAsync(
                ct => hub.Subscriber.RunAsGroupAsync(Subscription(), null, ct),
                () => handled.Count >= round * 10 && hub.IsCommitted("alone"), $"{round * 10} events handled and committed");
        }

        Assert.Equal(20, handled.Count);
        Assert.Equal(20, handled.Distinct().Count());
    }
}
