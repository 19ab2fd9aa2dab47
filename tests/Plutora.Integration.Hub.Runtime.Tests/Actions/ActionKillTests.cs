using System.Globalization;
using CsCheck;
using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Sdk.Actions;
using static Plutora.Integration.Hub.Runtime.Tests.Actions.Tickets;

namespace Plutora.Integration.Hub.Runtime.Tests.Actions;

/// <summary>A hub that is killed at any commit while actions run: each is done once, or told as unknown and done once at most.</summary>
public sealed class ActionKillTests
{
    // A longer run: PLUTORA_ACTION_KILLS=2000 with --filter-class "*ActionKillTests".
    private static readonly int Stories = int.Parse(Environment.GetEnvironmentVariable("PLUTORA_ACTION_KILLS") ?? "20", CultureInfo.InvariantCulture);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whenever_the_hub_is_killed_an_action_is_done_once_or_known_not_to_be_known(bool canSettle)
    {
        await Gen.Select(Gen.Int[1, 12], Gen.Bool).Array[1, 3].SampleAsync(
            async deaths =>
            {
                await using var tickets = await StartAsync(canSettle: canSettle);
                var done = new HashSet<string>(StringComparer.Ordinal);
                tickets.Does((request, _) =>
                {
                    lock (done) Assert.True(done.Add(request.ActionId), "The tool was asked twice for what it had done.");
                    return Task.FromResult(Closed());
                });
                tickets.Bench.Connector.Settle = request =>
                {
                    lock (done) return done.Contains(request.ActionId) ? new(SettlementOutcome.Done, Closed()) : new(SettlementOutcome.NotDone);
                };

                var taken = new List<string>();
                var number = 0;
                foreach (var (commits, kept) in deaths)
                {
                    tickets.Bench.Log.DieAfter(commits, kept);
                    var orders = Enumerable.Range(0, 3).Select(i => Close($"k{number++}", i % 2 == 0 ? "T-1" : "T-2")).ToList();
                    foreach (var order in orders)
                    {
                        await tickets.Bench.SurviveAsync(async () => taken.Add((await tickets.TakenAsync(order)).Id));
                    }
                }

                foreach (var id in taken.Distinct())
                {
                    ActionEntry? over = null;
                    var looks = 0;
                    await tickets.Bench.SurviveAsync(async () =>
                    {
                        while (!tickets.Bench.Log.IsDead && over is null)
                        {
                            Ct.ThrowIfCancellationRequested();
                            over = await tickets.Bench.Hub.Actions.FindAsync(id, Ct) is { IsOver: true } found ? found : null;
                            if (++looks % 100 == 0) tickets.Bench.Time.Advance(TimeSpan.FromSeconds(1));
                            await Task.Yield();
                        }
                    });
                    if (canSettle || over!.Status != ActionStatus.Unknown)
                    {
                        Assert.Equal((ActionStatus.Succeeded, true), (over!.Status, done.Contains(id)));
                    }
                }

                Assert.Equal(number, taken.Distinct().Count());
            },
            iter: Stories, threads: 1);
    }
}
