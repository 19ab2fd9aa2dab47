using Plutora.Integration.Hub.Runtime.Instances;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>An instance that fails is started again after ever longer waits, and after short ones again once it has worked.</summary>
public sealed class BackoffTests
{
    private DateTimeOffset _failedAt;
    private volatile int _failed;

    [Theory]
    [InlineData("open")]
    [InlineData("check")]
    [InlineData("read")]
    public async Task The_wait_between_failed_restarts_doubles_up_to_five_minutes_and_begins_anew_after_a_success(string where)
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        Fail(bench, where, true);
        Assert.Empty(await bench.Hub.Instances.PutAsync(new() { Id = "a", Connector = "scripted", DisplayName = "restarted" }, TestContext.Current.CancellationToken));
        var waits = new List<TimeSpan>();
        for (var failure = 0; failure < 12; failure++) waits.Add(await RestAsync(bench));

        for (var i = 0; i < waits.Count; i++)
        {
            var whole = TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, i)));
            Assert.InRange(waits[i], whole * 0.75, whole * 1.2);
        }

        Fail(bench, where, false);
        await bench.UntilAsync(() =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(State(bench).Activity == InstanceActivity.Running && State(bench).Streams.GetValueOrDefault("item")?.LastReadAt is not null);
        });
        _failed = 0;
        Fail(bench, "read", true);
        bench.Hub.Instances.Find("a")!.Request("item");
        Assert.InRange(await RestAsync(bench), TimeSpan.FromSeconds(0.75), TimeSpan.FromSeconds(1.2));
    }

    // The wait that the next failure brings, by the clock as it stood when it failed; then lets time pass until the next try.
    private async Task<TimeSpan> RestAsync(StateBench bench)
    {
        await bench.UntilAsync(() => Task.FromResult(_failed > 0 && State(bench) is { Activity: InstanceActivity.BackingOff, RetryAt: { } at } && at > _failedAt));
        Assert.Contains("a defect", State(bench).Reason, StringComparison.Ordinal);
        var wait = State(bench).RetryAt!.Value - _failedAt;
        _failed = 0;
        while (State(bench).RetryAt is { } at && at == _failedAt + wait && _failed == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            bench.Time.Advance(wait / 20);
        }

        return wait;
    }

    private static InstanceState State(StateBench bench) => bench.Hub.Instances.Find("a")!.State;

    private void Fail(StateBench bench, string where, bool fails)
    {
        bench.Connector.Opening = () => Throw(bench, fails && where == "open");
        bench.Connector.Checking = () => Throw(bench, fails && where == "check");
        bench.Connector.Read = _ =>
        {
            Throw(bench, fails && where == "read");
            return [];
        };
    }

    private void Throw(StateBench bench, bool fails)
    {
        if (!fails) return;
        _failedAt = bench.Time.GetUtcNow();
        _failed = 1;
        throw new InvalidOperationException("a defect");
    }
}
