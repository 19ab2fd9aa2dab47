using CsCheck;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Client.Tests.Hubs;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Client.Tests.Subscribing;

/// <summary>However a subscriber, its connection and its hub are cut: each event has its effect once, in order per entity.</summary>
public sealed class ExactlyOnceTests
{
    private const string Last = "last";

    private static readonly Gen<(int[] Entities, PlannedCut[] Cuts, int BatchSize)> Lives = Gen.Select(
        Gen.Int[0, 3].Array[1, 40],
        Gen.Select(Gen.Int[1, 12], Gen.Frequency((4, Gen.Const(Cut.Throw)), (4, Gen.Const(Cut.ThrowAndRetry)), (4, Gen.Const(Cut.Stop)), (4, Gen.Const(Cut.Connection)), (1, Gen.Const(Cut.Hub))))
            .Select((after, kind) => new PlannedCut(after, kind)).Array[0, 12],
        Gen.Int[1, 8]);

    [Fact]
    public async Task Each_event_has_its_effect_once_and_in_order_however_the_subscriber_is_cut()
    {
        await using var hub = await RunningHub.StartAsync();
        var lives = 0;
        await Lives.SampleAsync(life => LiveAsync(hub, $"t{Interlocked.Increment(ref lives)}", life.Entities, life.Cuts, life.BatchSize), iter: 30, threads: 1);
    }

    [Fact]
    public async Task A_lost_position_repeats_no_effect_since_what_was_seen_is_dropped()
    {
        await using var hub = await RunningHub.StartAsync();
        using var database = new SubscriberDatabase();
        await database.Store.CreateTablesAsync(TestContext.Current.CancellationToken);
        await hub.PublishAsync(Events.PullRequest("git", "1", 1), Events.PullRequest("git", "1", 2), Events.PullRequest("git", Last, 1));
        await RunAsync(hub.Connection, database, new Cuts([], NothingAsync, NothingAsync), 100);

        // The hub was restored from a backup: its log has another name, which the position does not carry.
        database.Run("UPDATE plutora_position SET position = 'another-log.7'");
        await hub.PublishAsync(Events.PullRequest("git", "1", 3), Events.PullRequest("git", Last, 2));
        await RunAsync(hub.Connection, database, new Cuts([], NothingAsync, NothingAsync), 100, Last, 2);

        Assert.Equal([1L, 2, 3], database.Effects().Where(e => e.Entity.EndsWith("/1", StringComparison.Ordinal)).Select(e => e.Version));
    }

    private static async Task LiveAsync(RunningHub hub, string instance, int[] entities, PlannedCut[] planned, int batchSize)
    {
        using var database = new SubscriberDatabase();
        await database.Store.CreateTablesAsync(TestContext.Current.CancellationToken);
        var cuts = new Cuts(planned, () => Do(hub.Gate.Cut), hub.RestartAsync);
        NormalizedEvent[] events = [.. entities.Select((entity, number) => Events.PullRequest(instance, $"{entity}", number + 1)), Events.PullRequest(instance, Last, 1)];
        var connection = await hub.ViewerAsync(instance);

        // Half is there when the subscriber begins, the rest is published while it works and is cut.
        await hub.PublishAsync(events[..(events.Length / 2)]);
        var publishing = Task.Run(async () =>
        {
            foreach (var one in events[(events.Length / 2)..])
            {
                await hub.PublishAsync(one);
            }
        });
        await RunAsync(connection, database, cuts, batchSize);
        await publishing;

        var effects = database.Effects();
        Assert.Equal(events.Select(e => e.Id).Order(StringComparer.Ordinal), effects.Select(e => e.Event).Order(StringComparer.Ordinal));
        Assert.All(effects.GroupBy(e => e.Entity), entity => Assert.Equal(entity.Select(e => e.Version).Order(), entity.Select(e => e.Version)));
    }

    // Runs the subscriber, again after each end, until the last event had its effect.
    private static async Task RunAsync(HubConnection connection, SubscriberDatabase database, Cuts cuts, int batchSize, string last = Last, long version = 1)
    {
        using var http = new HttpClient();
        while (!database.Effects().Any(e => e.Entity.EndsWith("/" + last, StringComparison.Ordinal) && e.Version == version))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            cuts.Stop = stop.Cancel;
            var subscription = new Subscription("effects", "cdm.pull-request.v1") { BatchSize = batchSize }
                .Handle<PullRequest>(async (e, ct) =>
                {
                    await cuts.PointAsync();
                    await SubscriberDatabase.AddAsync(e, e.Entity!.Title, ct);
                    await cuts.PointAsync();
                })
                .StartOverWhenPositionIsLost()
                .OnFault(fault => fault.Exception is MadeFault { Retry: true } ? FaultDecision.Retry : FaultDecision.Stop);
            var subscriber = new EventSubscriber(http, connection, TimeProvider.System, new() { FirstRetry = TimeSpan.FromMilliseconds(1), LongestRetry = TimeSpan.FromMilliseconds(20) });
            try
            {
                await subscriber.RunAsync(subscription, new EndingStore(new CutStore(database.Store, cuts), database, last, version, stop), stop.Token);
            }
            catch (Exception ended) when (ended is MadeFault or OperationCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                // The subscriber's process ended; it is started again.
            }
        }
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static Task NothingAsync() => Task.CompletedTask;
}
