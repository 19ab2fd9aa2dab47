using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Benchmarks.References;

/// <summary>Commits that name work items in their messages, and the work items, in random order through a whole hub: each key is linked once, and memory does not grow with the history.</summary>
internal static class ReferencesBenchmark
{
    private const int PageSize = 250;
    private const int Looks = 10;

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var commits = args is [var c, ..] ? int.Parse(c, CultureInfo.InvariantCulture) : 1_000_000;
        var items = args is [_, var i, ..] ? int.Parse(i, CultureInfo.InvariantCulture) : 200_000;
        var folder = Directory.CreateTempSubdirectory("plutora-references-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "mappings"));
            await File.WriteAllTextAsync(Path.Combine(folder, "mappings", "item.yaml"), Tracker.Item);
            await File.WriteAllTextAsync(Path.Combine(folder, "mappings", "commit.yaml"), Tracker.Commit);
            var home = new HubHome(Path.Combine(folder, "home"));
            Directory.CreateDirectory(home.Folder);
            await using var hub = new HubRuntime(home, new(), EmbeddedEventLog.Open(new(home.LogFile)), [], TimeProvider.System, NullLoggerFactory.Instance, [new BuiltInConnector(new Tracker(), folder)]);
            await hub.StartAsync(CancellationToken.None);
            await hub.Instances.PutAsync(new() { Id = "tracker-main", Connector = "tracker" }, CancellationToken.None);
            await FillAsync(hub, commits, items, output);
            return await CheckAsync(hub, commits, items, output) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(HubRuntime hub, int commits, int items, TextWriter output)
    {
        var order = Enumerable.Range(0, commits + items).ToArray();
        new Random(7).Shuffle(order);
        await output.WriteLineAsync("| records | records/s since the row before | resident | managed heap |\n| ---: | ---: | ---: | ---: |");
        var watch = Stopwatch.StartNew();
        var look = Math.Max(1, order.Length / PageSize / Looks);
        foreach (var (page, number) in order.Chunk(PageSize).Select((page, number) => (page, number + 1)))
        {
            await StoreAsync(hub, "commit", page.Where(n => n < commits).Select(n => Tracker.CommitOf(n, items)));
            await StoreAsync(hub, "item", page.Where(n => n >= commits).Select(n => Tracker.ItemOf(n - commits)));
            if (number % look != 0 && number * PageSize < order.Length) continue;
            await SettledAsync(hub);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"| {Math.Min(number * PageSize, order.Length):N0} | {look * PageSize / watch.Elapsed.TotalSeconds:N0} | {Environment.WorkingSet >> 20} MB | {GC.GetTotalMemory(false) >> 20} MB |"));
            watch.Restart();
        }
    }

    // Work moves between partitions: nothing waits, and nothing was added between two looks.
    private static async Task SettledAsync(HubRuntime hub)
    {
        for (long before = -1; ;)
        {
            var lags = await hub.Log.LagAsync("normalizer");
            var end = lags.All(l => l.Lag == 0) ? lags.Sum(l => l.EndOffset) : -1;
            if (end >= 0 && end == before) return;
            before = end;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static Task<int> StoreAsync(HubRuntime hub, string stream, IEnumerable<Sdk.Streams.SourceRecord> records)
    {
        var now = TimeProvider.System.GetUtcNow();
        return hub.Writer.StoreAsync(new("tracker-main", stream) { Records = [.. records.Select(r => new RawRecord("tracker-main", r, RecordOrigin.Poll, now, now, null, null))] }, CancellationToken.None);
    }

    // Each commit has one link, and it leads to the work item that its message names.
    private static async Task<bool> CheckAsync(HubRuntime hub, int commits, int items, TextWriter output)
    {
        int links = 0, wrong = 0;
        for (var from = LogStart.Earliest; ;)
        {
            var page = await hub.Log.ReadAsync(new(TopicFilter.Exact("state.link.v1"), from));
            if (page.Records.Count == 0) break;
            foreach (var record in page.Records)
            {
                var link = JsonElement.Parse(BinaryEvent.Read(record.Headers, record.Value!.Value).Data.Span);
                if (!link.GetProperty("to").TryGetProperty("id", out var to)) continue;
                var sha = link.GetProperty("from").GetProperty("id").GetString()!.Split('/')[2];
                links++;
                wrong += to.GetString() == $"tracker-main/work-item/{int.Parse(sha.AsSpan(32), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % items}" ? 0 : 1;
            }

            from = LogStart.After(page.Next);
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"\n{links:N0} links to {items:N0} work items for {commits:N0} commits, {wrong} of them wrong."));
        return links == commits && wrong == 0;
    }
}
