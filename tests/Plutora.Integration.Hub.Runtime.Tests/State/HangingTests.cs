using Plutora.Integration.Hub.Runtime.Instances;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>A plugin that hangs where it is opened or closed costs its own instance and neither its removal, nor the others, nor the hub's end.</summary>
public sealed class HangingTests : IDisposable
{
    private readonly ManualResetEventSlim _never = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _never.Set();
        _never.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_instance_that_hangs_in_its_dispose_is_removed_all_the_same(bool blocks)
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings, "a", "b");
        bench.Connector.Closing = blocks ? Block : () => new TaskCompletionSource().Task;
        var removing = bench.Hub.Instances.RemoveAsync("a", RemovalKind.KeepEntities, Ct);
        await bench.PassUntilAsync(removing);
        Assert.True(await removing);
        Assert.Null(bench.Hub.Instances.Find("a"));
        bench.Connector.Closing = () => Task.CompletedTask;
        await bench.TellAsync("b", Told.OfItem("1", 1, """ "title":"t","state":"open" """));
        Assert.NotNull(await bench.FindAsync("b/work-item/1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hub_ends_while_an_instance_hangs_in_its_dispose(bool blocks)
    {
        var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        bench.Connector.Closing = blocks ? Block : () => new TaskCompletionSource().Task;
        await bench.PassUntilAsync(bench.DisposeAsync().AsTask());
    }

    [Fact]
    public async Task An_instance_that_hangs_while_it_is_opened_says_so_and_can_be_removed()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings, "a", "b");
        bench.Connector.Opening = _never.Wait;
        Assert.Empty(await bench.Hub.Instances.PutAsync(new() { Id = "a", Connector = "scripted", DisplayName = "changed" }, Ct));
        await bench.UntilAsync(() =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(bench.Hub.Instances.Find("a")!.State.Reason?.Contains("did not answer call 'open' within 30 s", StringComparison.Ordinal) == true);
        });
        await bench.TellAsync("b", Told.OfItem("1", 1, """ "title":"t","state":"open" """));
        await bench.PassUntilAsync(bench.Hub.Instances.RemoveAsync("a", RemovalKind.KeepEntities, Ct));
        Assert.Null(bench.Hub.Instances.Find("a"));
    }

    private Task Block()
    {
        _never.Wait(CancellationToken.None);
        return Task.CompletedTask;
    }
}
