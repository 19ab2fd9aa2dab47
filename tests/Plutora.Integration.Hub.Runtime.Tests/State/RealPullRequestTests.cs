using System.Text.Json;
using CsCheck;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Rules 4, 7 and 8 of state on what GitHub really says: one pull request told by webhooks, lists and single answers, in every order, with repetitions, ties and forms without a state.</summary>
public sealed class RealPullRequestTests
{
    private static readonly int Orders = int.Parse(Environment.GetEnvironmentVariable("PLUTORA_ORDERS") ?? "30", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_pull_request_ends_in_one_state_in_every_order_and_is_told_once_each_time_it_changes()
    {
        var real = RealPullRequest.Load();
        var connector = new ScriptedConnector(RealPullRequest.Connector.Descriptor.Streams, "github");
        await using var bench = await StateBench.StartAsync(connector, RealPullRequest.Mappings());
        connector.Fetch = request => real.SingleAsync(real.Truth, int.Parse(request.Id, System.Globalization.CultureInfo.InvariantCulture)).GetAwaiter().GetResult().FirstOrDefault(r => r.Stream == request.Stream);
        var next = 500_000_000;
        var first = await EndAsync([.. Enumerable.Range(0, real.Count).Select(i => new Telling(i, 0))]);
        Assert.Equal("closed", first.GetProperty("state").GetString());
        await Telling.Any(real).SampleAsync(
            async tellings =>
            {
                var end = await EndAsync(tellings);
                Assert.Equal(first.ToString(), end.ToString());
            },
            iter: Orders, threads: 1, print: tellings => string.Join(' ', tellings));

        async Task<JsonElement> EndAsync(Telling[] tellings)
        {
            var id = next++;
            foreach (var telling in tellings)
            {
                var records = await (telling.Form switch { 0 => real.WebhookAsync(telling.Index, id), 1 => real.ListAsync(telling.Index, id), _ => real.SingleAsync(telling.Index, id) });
                if (telling.Form == 0) await bench.StoreAsync("a", [.. records]);
                else await bench.ReadAsync("pull-request", [.. records]);
            }

            await bench.UntiedAsync();
            var told = string.Join(' ', tellings);
            var events = await EventsAsync(id);
            OrderTests.NothingRepeated(events, told);

            // What holds is said again by webhook and list in turns: nothing changes, so nothing is told.
            for (var turn = 0; turn < 3; turn++)
            {
                await bench.StoreAsync("a", [.. await real.WebhookAsync(real.Truth, id)]);
                await bench.ReadAsync("pull-request", [.. await real.ListAsync(real.Truth, id)]);
            }

            await bench.UntiedAsync();
            Assert.Equal(events.Length, (await EventsAsync(id)).Length);
            return Without((await bench.FindAsync($"a/pull-request/{id}"))!.Value, $"{id}");
        }

        async Task<Model.Envelope.NormalizedEvent[]> EventsAsync(int id) => [.. (await bench.EventsAsync("pull-request")).Where(e => e.Subject.Key == $"{id}")];
    }

    // The versions differ with the number of changes on the way, and the id is the sample's.
    private static JsonElement Without(JsonElement entity, string id) =>
        JsonElement.Parse("{" + string.Join(',', entity.EnumerateObject().Where(m => m.Name != "entityVersion").Select(m => m.ToString()).Order(StringComparer.Ordinal)).Replace(id, "0", StringComparison.Ordinal) + "}");

    /// <summary>One thing said: which delivery, as webhook (0), list (1) or single answer (2).</summary>
    private readonly record struct Telling(int Index, int Form)
    {
        /// <summary>Some of what there is, twice some of it, and what holds at last; in any order.</summary>
        public static Gen<Telling[]> Any(RealPullRequest real) =>
            from some in Gen.Select(Gen.Int[0, real.Count - 1], Gen.Int[0, 2]).Select((index, form) => new Telling(index, form)).Array[0, 40]
            from form in Gen.Int[0, 2]
            from order in Gen.Shuffle(some.Concat(some.Take(some.Length / 3)).Append(new(real.Truth, form)).Append(new(real.Truth, 2)).ToArray())
            select order;

        public override string ToString() => $"{Index}{"wls"[Form]}";
    }
}
