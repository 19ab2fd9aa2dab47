using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Hubs;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Rules 11 and 33 of state: after a restore no event id comes twice, and positions from before are refused.</summary>
public sealed class RestoreTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1_000_000, false)]
    [InlineData(-1_000_000, true)]
    public async Task No_event_id_comes_twice_after_a_restore_although_the_clock_is_set_back(int seconds, bool damaged)
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await TellAsync(bench, 1);
        var backup = Path.Combine(bench.Hub.Home.Folder, "backup.db");
        await ((ILogBackup)bench.Hub.Log).BackupAsync(backup, Ct);
        for (var version = 2; version < 12; version++)
        {
            await TellAsync(bench, version);
        }

        var before = (await bench.EventsAsync("work-item")).Select(e => e.Id).ToList();
        var position = (await bench.Hub.Log.ReadAsync(new(TopicFilter.Exact("cdm.work-item.v1"), LogStart.Earliest), Ct)).Next;
        var clock = new FakeTimeProvider(bench.Time.GetUtcNow().AddSeconds(seconds));
        var home = bench.Hub.Home;
        await bench.RestartAsync(
            async () =>
            {
                if (damaged)
                {
                    await File.WriteAllTextAsync(home.LogFile, "no log at all", Ct);
                }

                // What can be read tells by itself; what cannot, by the time of its last write.
                File.SetLastWriteTimeUtc(home.LogFile, damaged ? bench.Time.GetUtcNow().UtcDateTime : DateTime.UnixEpoch);

                Assert.NotNull(await LogRestorer.RestoreAsync(backup, home, replace: true, clock, Ct));
            },
            clock);

        Assert.Single(await bench.EventsAsync("work-item"));
        for (var version = 2; version < 12; version++)
        {
            await TellAsync(bench, version);
        }

        var after = (await bench.EventsAsync("work-item")).Skip(1).Select(e => e.Id).ToList();
        Assert.Equal(10, after.Count);
        Assert.Empty(before.Intersect(after));
        Assert.Equal(LogError.ForeignPosition, (await Assert.ThrowsAsync<LogException>(async () => await bench.Hub.Log.ReadAsync(new(TopicFilter.Exact("cdm.work-item.v1"), LogStart.After(position)), Ct))).Error);
    }

    [Fact]
    public async Task A_second_restore_knows_what_the_first_one_did()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await TellAsync(bench, 1);
        var backup = Path.Combine(bench.Hub.Home.Folder, "backup.db");
        await ((ILogBackup)bench.Hub.Log).BackupAsync(backup, Ct);
        await TellAsync(bench, 2);
        var ids = (await bench.EventsAsync("work-item")).Select(e => e.Id).ToList();
        var home = bench.Hub.Home;
        for (var round = 0; round < 2; round++)
        {
            var clock = new FakeTimeProvider(bench.Time.GetUtcNow().AddDays(-1));
            await bench.RestartAsync(() => LogRestorer.RestoreAsync(backup, home, replace: true, clock, Ct), clock);
            await TellAsync(bench, 2);
            ids.Add((await bench.EventsAsync("work-item"))[^1].Id);
        }

        Assert.Distinct(ids);
    }

    private static Task TellAsync(StateBench bench, int version) => bench.TellAsync(Told.OfItem("1", version, $$""" "title":"v{{version}}","state":"open" """));
}
