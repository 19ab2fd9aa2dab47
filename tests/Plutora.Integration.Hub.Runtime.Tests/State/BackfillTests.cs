using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Rule 20 of state: an old tool's records come in beside live webhooks, and who takes <c>live</c> only sees the live ones, all of them, once.</summary>
public sealed class BackfillTests
{
    // The run of the issue: PLUTORA_BACKFILL=100000 dotnet test --project tests/Plutora.Integration.Hub.Runtime.Tests -- --filter-class "*BackfillTests"
    private static readonly int Old = int.Parse(Environment.GetEnvironmentVariable("PLUTORA_BACKFILL") ?? "4000", CultureInfo.InvariantCulture);
    private const int PageSize = 200;

    [Fact]
    public async Task Who_takes_live_only_sees_the_webhooks_and_none_of_the_old_records_that_are_read_beside_them()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        var read = new TaskCompletionSource();
        var told = new List<(string Id, string Title)>();
        bench.Connector.Read = request => request.Stream == "item" && !read.Task.IsCompleted ? Pages() : [];
        bench.Hub.Instances.Find("a")!.Request("item");

        // New items, and changes of old ones that may not have been read yet.
        for (var number = 0; !read.Task.IsCompleted; number++)
        {
            var id = number % 2 == 0 ? $"new-{number}" : $"{number * 37 % Old}";
            var second = number + 1;
            told.Add((id, $"live {second}"));
            await bench.StoreAsync("a", Told.OfItem(id, second, $""" "title":"live {second}","state":"open" """));
        }

        await read.Task;
        await bench.SettledAsync();
        var events = await bench.EventsAsync("work-item");
        var live = events.Where(e => e.Cause == EventCause.Live).Select(e => (e.Subject.Key, JsonElement.Parse(e.Data.Span).GetProperty("title").GetString()!)).ToList();
        Assert.NotEmpty(told);
        Assert.Equal(told.Order(), live.Order());
        Assert.All(events.Where(e => e.Cause != EventCause.Live), e => Assert.Equal(EventCause.Backfill, e.Cause));
        Assert.Equal(Enumerable.Range(0, Old).Select(i => $"{i}").Concat(told.Select(t => t.Id)).Distinct().Order(StringComparer.Ordinal), events.Select(e => e.Subject.Key).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(events.Count, events.Select(e => e.Id).Distinct().Count());

        IEnumerable<RecordPage> Pages()
        {
            for (var from = 0; from < Old; from += PageSize)
            {
                yield return new([.. Enumerable.Range(from, Math.Min(PageSize, Old - from)).Select(i => Told.OfItem($"{i}", -1_000_000 + i, $""" "title":"old {i}","state":"open" """))], new(1, $"{from}"));
            }

            read.TrySetResult();
        }
    }
}
