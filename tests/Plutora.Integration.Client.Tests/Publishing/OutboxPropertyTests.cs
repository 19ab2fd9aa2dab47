using CsCheck;
using Plutora.Integration.Client.Publishing;
using Plutora.Integration.Client.Tests.Hubs;
using Plutora.Integration.Client.Tests.Subscribing;

namespace Plutora.Integration.Client.Tests.Publishing;

/// <summary>However a service, its connection and its hub are cut: each change that it committed is published once, in order per entity, and no other.</summary>
public sealed class OutboxPropertyTests
{
    private static readonly Gen<((int Entity, bool Commit)[] Changes, PlannedCut[] Cuts, int BatchSize)> Lives = Gen.Select(
        Gen.Select(Gen.Int[0, 3], Gen.Frequency((5, Gen.Const(true)), (1, Gen.Const(false)))).Array[1, 30],
        Gen.Select(Gen.Int[1, 6], Gen.Frequency((6, Gen.Const(Cut.Throw)), (4, Gen.Const(Cut.Stop)), (4, Gen.Const(Cut.Connection)), (1, Gen.Const(Cut.Hub))))
            .Select((after, kind) => new PlannedCut(after, kind)).Array[0, 10],
        Gen.Int[1, 8]);

    [Fact]
    public async Task Each_committed_change_is_published_once_and_in_order_however_the_service_is_cut()
    {
        await using var hub = await RunningHub.StartAsync();
        var connection = await hub.ServiceAsync("planner");
        var lives = 0;
        await Lives.SampleAsync(life => LiveAsync(hub, connection, $"t{Interlocked.Increment(ref lives)}", life.Changes, life.Cuts, life.BatchSize), iter: 30, threads: 1);
    }

    private static async Task LiveAsync(RunningHub hub, HubConnection connection, string name, (int Entity, bool Commit)[] changes, PlannedCut[] planned, int batchSize)
    {
        using var database = await ServiceDatabase.CreateAsync();
        var committed = new List<(string Entity, string Version)>();

        // Half waits when the service begins to send, the rest is changed while it sends and is cut.
        await ChangeAsync(changes[..(changes.Length / 2)]);
        var changing = Task.Run(() => ChangeAsync(changes[(changes.Length / 2)..]));
        await PumpAsync(connection, database, new(planned, () => Do(hub.Gate.Cut), hub.RestartAsync), batchSize, changing);

        var published = (await hub.SettledEventsAsync("cdm.release.v1")).Where(e => e.Subject.Key.StartsWith(name + "-", StringComparison.Ordinal)).Select(e => (Entity: e.Subject.Key, Version: e.RecordVersion!)).ToList();
        Assert.All(committed.GroupBy(c => c.Entity), entity => Assert.Equal(entity.Select(c => c.Version), published.Where(p => p.Entity == entity.Key).Select(p => p.Version)));
        Assert.Equal(committed.Count, published.Count);

        async Task ChangeAsync((int Entity, bool Commit)[] some)
        {
            foreach (var (entity, commit) in some)
            {
                var version = await database.ChangeAsync("planner", $"{name}-{entity}", $"Name {committed.Count}", commit);
                if (commit)
                {
                    committed.Add(($"{name}-{entity}", $"{version}"));
                }
            }
        }
    }

    // Runs the pump, again after each end, until nothing waits.
    private static async Task PumpAsync(HubConnection connection, ServiceDatabase database, Cuts cuts, int batchSize, Task changing)
    {
        while (!changing.IsCompleted || await database.Outbox.WaitingAsync(CancellationToken.None) > 0)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            cuts.Stop = stop.Cancel;
            using var http = new HttpClient(new CutHandler(cuts));
            var pump = new OutboxPump(database.Outbox, new(http, connection), TimeProvider.System, new()
            {
                BatchSize = batchSize,
                FirstRetry = TimeSpan.FromMilliseconds(1),
                LongestRetry = TimeSpan.FromMilliseconds(20),
                PollInterval = TimeSpan.FromMilliseconds(5),
            });
            try
            {
                var running = pump.RunAsync(stop.Token);
                while (!running.IsCompleted && (!changing.IsCompleted || await database.Outbox.WaitingAsync(CancellationToken.None) > 0))
                {
                    await Task.Yield();
                }

                await stop.CancelAsync();
                await running;
            }
            catch (Exception ended) when (ended is MadeFault or OperationCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                // The service's process ended; it is started again.
            }
        }

        await changing;
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    // Cut before the hub is asked, and after it has answered: then the service does not know that the hub has it.
    private sealed class CutHandler(Cuts cuts) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await cuts.PointAsync();
            var answer = await base.SendAsync(request, cancellationToken);
            await cuts.PointAsync();
            return answer;
        }
    }
}
