using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Benchmarks.Kafka;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Kafka;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Benchmarks.Pipeline;

/// <summary>Memory of a hub that publishes many events, and how long one takes to start on an empty log and on the one they made.</summary>
internal static class SteadyBenchmark
{
    private const int PageSize = 250;
    private const int Looks = 10;

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var onKafka = args.Contains("--kafka", StringComparer.Ordinal);
        var events = args.FirstOrDefault(a => a != "--kafka") is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : 1_000_000;
        var folder = Directory.CreateTempSubdirectory("plutora-steady-").FullName;
        try
        {
            if (onKafka)
            {
                return await OnKafkaAsync(folder, events, output);
            }

            await output.WriteLineAsync("| start on | ready after | CPU until then | resident then | at most |\n| --- | ---: | ---: | ---: | ---: |");
            await StartRowAsync(output, "an empty home folder", Path.Combine(folder, "empty"));
            var home = new HubHome(Path.Combine(folder, "full"));
            Directory.CreateDirectory(home.Folder);
            await FillAsync(home, EmbeddedEventLog.Open(new(home.LogFile)), events, output);
            await output.WriteLineAsync("\n| start on | ready after | CPU until then | resident then | at most |\n| --- | ---: | ---: | ---: | ---: |");
            await StartRowAsync(output, string.Create(CultureInfo.InvariantCulture, $"a log of {events:N0} events"), Path.Combine(folder, "full"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The hub that fills it keeps its state in a home of its own; the next starts on that, and the last one on none, as a new hub beside it would.
    private static async Task<int> OnKafkaAsync(string folder, int events, TextWriter output)
    {
        await using var server = await KafkaServer.StartAsync(Path.Combine(folder, "broker"));
        if (server is null)
        {
            await output.WriteLineAsync("There is no ../shared with a Kafka beside this checkout, and nothing was measured.");
            return 2;
        }

        var settings = $$"""log: { engine: kafka, kafka: { bootstrapServers: "{{server.Address}}" } }""";
        await output.WriteLineAsync("| start on | ready after | CPU until then | resident then | at most |\n| --- | ---: | ---: | ---: | ---: |");
        await StartRowAsync(output, "a new cluster", Path.Combine(folder, "empty"), settings);
        var (home, fresh) = (new HubHome(Path.Combine(folder, "full")), new HubHome(Path.Combine(folder, "new")));
        foreach (var each in (HubHome[])[home, fresh])
        {
            Directory.CreateDirectory(each.Folder);
            File.Copy(Path.Combine(folder, "empty", "master.key"), each.MasterKeyFile);
        }

        await FillAsync(home, await KafkaEventLog.OpenAsync(new(server.Address, home.LogCacheFolder)), events, output);
        await output.WriteLineAsync("\n| start on | ready after | CPU until then | resident then | at most |\n| --- | ---: | ---: | ---: | ---: |");
        await StartRowAsync(output, string.Create(CultureInfo.InvariantCulture, $"{events:N0} entities, in the home folder of before"), home.Folder, settings);
        await StartRowAsync(output, string.Create(CultureInfo.InvariantCulture, $"{events:N0} entities, in an empty home folder"), fresh.Folder, settings);
        return 0;
    }

    private static async Task FillAsync(HubHome home, IEventLog log, int events, TextWriter output)
    {
        await using var hub = new HubRuntime(home, new(), log, [Path.Combine(AppContext.BaseDirectory, "connectors")], TimeProvider.System, NullLoggerFactory.Instance);
        await hub.StartAsync(CancellationToken.None);
        await hub.Instances.PutAsync(new() { Id = "github-main", Connector = "github", Options = new JsonObject(), Paused = true }, CancellationToken.None);
        await output.WriteLineAsync("\n| events published | events/s since the row before | resident | managed heap |\n| ---: | ---: | ---: | ---: |");
        var watch = Stopwatch.StartNew();
        for (var from = 0; from < events; from += PageSize)
        {
            var now = TimeProvider.System.GetUtcNow();
            var page = Enumerable.Range(from, PageSize).Select(n => new RawRecord("github-main", Issue(n), RecordOrigin.Poll, now, now, null, null));
            await hub.Writer.StoreAsync(new("github-main", "issue") { Records = [.. page] }, CancellationToken.None);
            if ((from + PageSize) % (events / Looks) < PageSize)
            {
                while ((await HubStatus.OfAsync(hub, CancellationToken.None)).NormalizerLag > 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                }

                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"| {from + PageSize:N0} | {events / Looks / watch.Elapsed.TotalSeconds:N0} | {Environment.WorkingSet >> 20} MB | {GC.GetTotalMemory(false) >> 20} MB |"));
                watch.Restart();
            }
        }
    }

    /// <summary>An issue in GitHub's form.</summary>
    public static SourceRecord Issue(int number) => new()
    {
        Stream = "issue",
        Id = number.ToString(CultureInfo.InvariantCulture),
        Version = "2026-01-01T00:00:00Z",
        Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Container = "1",
        Json = Encoding.UTF8.GetBytes($$$"""
            {"id":{{{number}}},"number":{{{number}}},"title":"Issue {{{number}}}","state":"open","user":{"id":{{{number % 50}}},"login":"dev{{{number % 50}}}","type":"User"},"labels":[],"assignees":[],"body":"{{{new string('x', 300)}}}",
            "url":"https://api.github.com/repos/o/r/issues/{{{number}}}","html_url":"https://github.com/o/r/issues/{{{number}}}","repository_url":"https://api.github.com/repos/o/r","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}
            """),
    };

    // As users start it: a process of its own, until it says that it is ready.
    private static async Task StartRowAsync(TextWriter output, string what, string folder, string settings = "")
    {
        var address = $"http://127.0.0.1:{FreePorts.InARow(1)}";
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "plutora.yaml"), settings);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Plutora.Integration.Hub.dll"), "--urls", address]) { RedirectStandardOutput = true };
        start.Environment["PLUTORA_HOME"] = folder;
        var watch = Stopwatch.StartNew();
        using var hub = Process.Start(start)!;
        hub.OutputDataReceived += (_, _) => { };
        hub.BeginOutputReadLine();
        using var http = new HttpClient();
        while (!await ReadyAsync(http, address))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        var took = watch.Elapsed;
        hub.Refresh();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {what} | {took.TotalSeconds:F1} s | {hub.TotalProcessorTime.TotalSeconds:F1} s | {hub.WorkingSet64 >> 20} MB | {hub.PeakWorkingSet64 >> 20} MB |"));
        hub.Kill();
        await hub.WaitForExitAsync();
    }

    private static async Task<bool> ReadyAsync(HttpClient http, string address)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(address + "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
