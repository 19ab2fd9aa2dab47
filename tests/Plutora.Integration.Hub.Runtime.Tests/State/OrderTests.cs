using System.Text.Json;
using CsCheck;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Promise of the brief: one final state in every order of arrival, no event repeated, entityversion rising.</summary>
public sealed class OrderTests
{
    private const int AtOnce = 200;

    // A longer run: PLUTORA_SEQUENCES=100000 dotnet test --project tests/Plutora.Integration.Hub.Runtime.Tests -- --filter-class "*OrderTests"
    private static readonly int Sequences = int.Parse(Environment.GetEnvironmentVariable("PLUTORA_SEQUENCES") ?? "600", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task Every_order_of_arrival_ends_in_the_state_that_the_tool_has()
    {
        for (var done = 0; done < Sequences; done += AtOnce)
        {
            var stories = Story.Any.Array[AtOnce].Single();
            await CheckAsync(stories);
        }
    }

    private static async Task CheckAsync(Story[] stories)
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        bench.Connector.Fetch = request => stories[int.Parse(request.Id, System.Globalization.CultureInfo.InvariantCulture)].Item?.Record(request.Id);
        var orders = stories.Select(story => Gen.Shuffle(story.Said.ToArray()).Single()).ToArray();
        for (var step = 0; orders.Any(o => step < o.Length); step++)
        {
            await bench.TellAsync([.. orders.Select((order, i) => (order, i)).Where(o => step < o.order.Length).Select(o => o.order[step].Record($"{o.i}"))]);
        }

        await bench.UntiedAsync();
        var events = (await bench.EventsAsync("work-item")).ToLookup(e => e.Subject.Key);
        for (var i = 0; i < stories.Length; i++)
        {
            var told = $"{JsonSerializer.Serialize(orders[i])}";
            var entity = await bench.FindAsync($"a/work-item/{i}");
            var wanted = stories[i].Item;
            Assert.True((entity is null) == (wanted is null), told);
            if (wanted is not null)
            {
                Assert.True(entity!.Value.GetProperty("title").GetString() == $"t{wanted.Second}-{wanted.Text}", told);
                var priority = entity.Value.TryGetProperty("sourcePriority", out var p) ? p.GetString() : null;
                Assert.True(priority == (stories[i].Note is { } note ? $"p{note.Second}" : null), $"{priority} {told}");
            }

            NothingRepeated([.. events[$"{i}"]], told);
        }
    }

    internal static void NothingRepeated(NormalizedEvent[] events, string told)
    {
        Assert.True(events.Select(e => e.Id).Distinct().Count() == events.Length, told);
        for (var i = 1; i < events.Length; i++)
        {
            Assert.True(events[i].EntityVersion > events[i - 1].EntityVersion, told);
            Assert.True(events[i].Type.Change != events[i - 1].Type.Change || Fields(events[i]) != Fields(events[i - 1]), told);
        }
    }

    private static string Fields(NormalizedEvent told) =>
        string.Join(',', JsonElement.Parse(told.Data.Span).EnumerateObject().Where(m => m.Name != "entityVersion").Select(m => m.ToString()));
}
