using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Instances that are removed, with and without their entities, and added again.</summary>
public sealed class LifecycleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RemovalKind.KeepEntities)]
    [InlineData(RemovalKind.DeleteEntities)]
    public async Task A_removed_instance_takes_its_entities_along_only_when_asked(RemovalKind kind)
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"t","state":"open" """), Told.Of("loose", "2", null, """{"id":"2","title":"m"}"""));
        await RemoveAsync(bench, kind);
        Assert.Equal(kind == RemovalKind.KeepEntities, await bench.FindAsync("a/work-item/1") is not null);
        Assert.Equal(kind == RemovalKind.KeepEntities, await bench.FindAsync("a/milestone/2") is not null);
        Assert.Equal(kind == RemovalKind.DeleteEntities ? 1 : 0, (await bench.EventsAsync("work-item")).Count(e => e.Type.Change == EntityChange.Deleted));
    }

    [Fact]
    public async Task An_instance_added_again_under_its_old_id_raises_what_it_then_reads()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"t","state":"open" """));
        await RemoveAsync(bench, RemovalKind.DeleteEntities);
        Assert.Empty(await bench.Hub.Instances.PutAsync(new() { Id = "a", Connector = "scripted" }, Ct));
        await bench.UntilAsync(() => Task.FromResult(bench.Hub.Instances.Find("a")?.Connector is not null));
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"t","state":"open" """));
        Assert.NotNull(await bench.FindAsync("a/work-item/1"));
    }

    private static async Task RemoveAsync(StateBench bench, RemovalKind kind)
    {
        Assert.True(await bench.Hub.Instances.RemoveAsync("a", kind, Ct));
        await bench.UntilAsync(() =>
        {
            bench.Time.Advance(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(bench.Hub.InstanceStore.Find("a") is null);
        });
        await bench.SettledAsync();
    }
}
