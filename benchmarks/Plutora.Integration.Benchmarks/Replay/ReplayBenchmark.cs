using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Benchmarks.Pipeline;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Benchmarks.Replay;

/// <summary>
/// Replay of stored records by a whole hub, beside the bare engine that maps the same records one after another and drops what they become. The records
/// are stored under a mapping that leaves them out; then the shipped one is activated and replayed, by which each is published, and once more, by which
/// none differs.
/// </summary>
internal static class ReplayBenchmark
{
    private const string Instance = "github-main", Stream = "issue";
    private const int PageSize = 500;
    private const string LeaveOut = "version: 1\nsource: github/issue\nwhen: 'false'\n";

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var records = args is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 1_000_000;
        var folder = Directory.CreateTempSubdirectory("plutora-replay-").FullName;
        try
        {
            var home = new HubHome(folder);
            await using var hub = new HubRuntime(home, new(), EmbeddedEventLog.Open(new(home.LogFile)), [Path.Combine(AppContext.BaseDirectory, "connectors")], TimeProvider.System, NullLoggerFactory.Instance);
            await hub.StartAsync(CancellationToken.None);
            await hub.Instances.PutAsync(new() { Id = Instance, Connector = "github", Options = new JsonObject(), Paused = true }, CancellationToken.None);
            await ActivateAsync(hub, LeaveOut);
            await FillAsync(hub, records);

            await output.WriteLineAsync("| what | records | published | seconds | records/s | processor, µs a record | its ratio to the bare engine |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
            var bare = await Bare(records, output);
            await ActivateAsync(hub, overlay: null);
            await ReplayAsync(hub, "replay, each record new", records, bare, output);
            await ActivateAsync(hub, overlay: null);
            await ReplayAsync(hub, "replay, no record differs", records, bare, output);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ActivateAsync(HubRuntime hub, string? overlay)
    {
        var faults = await hub.Mappings.ActivateAsync(Instance, Stream, overlay, CancellationToken.None);
        if (faults.Count > 0)
        {
            throw new InvalidOperationException(string.Join('\n', faults));
        }
    }

    private static async Task FillAsync(HubRuntime hub, int records)
    {
        for (var from = 0; from < records; from += PageSize)
        {
            var now = TimeProvider.System.GetUtcNow();
            var page = Enumerable.Range(from, Math.Min(PageSize, records - from)).Select(n => new RawRecord(Instance, SteadyBenchmark.Issue(n), RecordOrigin.Poll, now, now, null, null));
            await hub.Writer.StoreAsync(new(Instance, Stream) { Records = [.. page] }, CancellationToken.None);
            Tell("stored", from + PageSize, records);
        }

        while ((await HubStatus.OfAsync(hub, CancellationToken.None)).NormalizerLag > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Microseconds of processor time that the engine takes a record, on one thread.</summary>
    private static async Task<double> Bare(int records, TextWriter output)
    {
        var file = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "connectors"), "issue.yaml", SearchOption.AllDirectories).First(f => f.Contains("GitHub", StringComparison.OrdinalIgnoreCase));
        var mapping = MappingCompiler.Compile(await File.ReadAllTextAsync(file), file).Mapping!;
        var context = new MappingContext(Instance, new byte[32]);
        // The records are made beforehand, a part of them again and again: making them must not count.
        var made = Enumerable.Range(0, Math.Min(records, 10_000)).Select(n => new MappingRecord(SteadyBenchmark.Issue(n).Json, null, Partial: false)).ToArray();
        foreach (var record in made)
        {
            mapping.Map(record, context, CancellationToken.None);
        }

        var (watch, used) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        for (var n = 0; n < records; n++)
        {
            mapping.Map(made[n % made.Length], context, CancellationToken.None);
        }

        return await RowAsync("bare engine: record to entity", records, null, watch.Elapsed, Environment.CpuUsage.TotalTime - used, null, output);
    }

    private static async Task ReplayAsync(HubRuntime hub, string what, int records, double bare, TextWriter output)
    {
        var (watch, used) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await hub.Replays.StartAsync(Instance, Stream, hub.Mappings.Find(Instance, Stream)!.Number, CancellationToken.None);
        while (true)
        {
            var progress = (await hub.Replays.FindAsync(Instance, Stream, CancellationToken.None))!;
            Tell(what, progress.Done, progress.Total);
            if (progress.Finished)
            {
                if (progress.Mapped != records || progress.Failed > 0)
                {
                    throw new InvalidOperationException($"{progress.Mapped} of {records} records were mapped again, {progress.Failed} failed.");
                }

                await RowAsync(what, records, progress.Published, watch.Elapsed, Environment.CpuUsage.TotalTime - used, bare, output);
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
    }

    private static async Task<double> RowAsync(string what, int records, long? published, TimeSpan took, TimeSpan used, double? bare, TextWriter output)
    {
        var each = used.TotalMicroseconds / records;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"| {what} | {records:N0} | {published:N0} | {took.TotalSeconds:N1} | {records / took.TotalSeconds:N0} | {each:N1} | {(bare is null ? "" : $"{each / bare:N1}")} |"));
        return each;
    }

    private static long _told = -1;

    // Each tenth once, beside the table.
    private static void Tell(string what, long done, long total)
    {
        var tenth = total == 0 ? 10 : Math.Min(10, done * 10 / total);
        if (Interlocked.Exchange(ref _told, tenth) != tenth)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {Math.Min(done, total):N0} of {total:N0}"));
        }
    }
}
