using System.Globalization;
using System.Text.Json;
using CsCheck;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>
/// Random records, orders, deletions, activations and kills against a model (<see cref="Story"/>): one final state, shaped by the mapping that is active at last, and each change told once.
/// </summary>
public sealed class ModelTests
{
    private const int AtOnce = 200;

    // The run of the issue: PLUTORA_SEQUENCES=100000 dotnet test --project tests/Plutora.Integration.Hub.Runtime.Tests -- --filter-class "*ModelTests"
    private static readonly int Sequences = int.Parse(Environment.GetEnvironmentVariable("PLUTORA_SEQUENCES") ?? "400", CultureInfo.InvariantCulture);

    private static readonly Gen<Blow[]> Blows =
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 40], Gen.Bool, (dice, number, flag) => dice < 4 ? new Blow(Kill: number, Kept: flag) : dice < 7 ? new Blow(Overlay: number) : new Blow()).Array[17];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_told_deleted_activated_and_killed_the_end_is_what_the_tool_has_in_the_shape_of_the_active_mapping()
    {
        var deaths = 0;
        for (var done = 0; done < Sequences; done += AtOnce) deaths += await CheckAsync(Story.Any.Array[AtOnce].Single(), Blows.Single());
        Assert.NotEqual(0, deaths);
    }

    private static async Task<int> CheckAsync(Story[] stories, Blow[] blows)
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        bench.Connector.Fetch = request => stories[int.Parse(request.Id, CultureInfo.InvariantCulture)].Item?.Record(request.Id);
        var orders = stories.Select(story => Gen.Shuffle(story.Said.ToArray()).Single()).ToArray();
        var prefix = "";
        for (var step = 0; orders.Any(o => step < o.Length); step++)
        {
            var blow = blows[step % blows.Length];
            if (blow.Kill > 0) bench.Log.DieAfter(blow.Kill, blow.Kept);
            if (blow.Overlay > 0)
            {
                prefix = $"[{blow.Overlay}] ";
                await bench.SurviveAsync(async () => Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "item", $"version: 1\nset: {{ title: '\"{prefix}\" & title' }}\n", Ct)));
            }

            var at = step;
            await bench.SurviveAsync(() => bench.TellAsync([.. orders.Select((order, i) => (order, i)).Where(o => at < o.order.Length).Select(o => o.order[at].Record($"{o.i}"))]));
        }

        await bench.SurviveAsync(bench.UntiedAsync);
        await bench.SurviveAsync(() => bench.Hub.Replays.StartAsync("a", "item", bench.Hub.Mappings.Find("a", "item")!.Number, Ct));
        await bench.SurviveAsync(() => bench.UntilAsync(async () => (await bench.Hub.Replays.FindAsync("a", "item", Ct))!.Finished));
        await bench.SurviveAsync(bench.UntiedAsync);
        var events = (await bench.EventsAsync("work-item")).ToLookup(e => e.Subject.Key);
        for (var i = 0; i < stories.Length; i++)
        {
            var told = $"{i}: {JsonSerializer.Serialize(orders[i])} {string.Join(' ', blows.Select(b => b.ToString()))}";
            var entity = await bench.FindAsync($"a/work-item/{i}");
            var wanted = stories[i].Item;
            Assert.True((entity is null) == (wanted is null), told);
            if (wanted is not null)
            {
                var title = entity!.Value.GetProperty("title").GetString();
                Assert.True(title == $"{prefix}t{wanted.Second}-{wanted.Text}", $"{title} {told}");
            }

            OrderTests.NothingRepeated([.. events[$"{i}"]], told);
        }

        return bench.Deaths;
    }

    /// <summary>What befalls the hub at a step: killed at a commit to come, which is kept or lost, or another mapping activated.</summary>
    private sealed record Blow(int Kill = 0, bool Kept = false, int Overlay = 0);
}
