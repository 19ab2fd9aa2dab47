namespace Plutora.Integration.Hub.Runtime.Tests.State;

internal static class Replay
{
    public static async Task RunAsync(StateBench bench, string stream)
    {
        var ct = TestContext.Current.CancellationToken;
        await bench.Hub.Replays.StartAsync("a", stream, bench.Hub.Mappings.Find("a", stream)!.Number, ct);
        await bench.UntilAsync(async () => (await bench.Hub.Replays.FindAsync("a", stream, ct))!.Finished);
        await bench.WrittenAsync();
        await bench.SettledAsync();
    }
}
