using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Plutora.Integration.Benchmarks.Pipeline;
using Plutora.Integration.Hub.Hosting;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Benchmarks.WebConsole;

/// <summary>
/// How soon the console's pages are there on a hub with many entities and dead letters, and the hub's memory while browsers look on. The hub is this
/// process; browsers and what drives them are another, so that memory is the hub's alone.
/// </summary>
internal static class ConsoleBenchmark
{
    private const string Instance = "github-main", Stream = "issue";
    private const int PageSize = 500, DeadLetters = 1_000;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
        var (entities, browsers, minutes, rate) = (Number(0, 100_000), Number(1, 50), Number(2, 10), Number(3, 10));
        var folder = Directory.CreateTempSubdirectory("plutora-console-").FullName;
        try
        {
            await using var app = HubHost.Build(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Error"], new HubHome(folder), TimeProvider.System);
            await app.StartAsync();
            var hub = app.Services.GetRequiredService<HubRuntime>();
            await hub.Instances.PutAsync(new() { Id = Instance, Connector = "github", Options = new JsonObject(), Paused = true }, CancellationToken.None);
            await FillAsync(hub, entities);
            var key = await File.ReadAllTextAsync(Path.Combine(folder, "admin.key"));
            using var looking = Start(app.Urls.Single(), key, browsers, output);
            var said = await looking.StandardOutput.ReadLineAsync();
            if (said != "open")
            {
                throw new InvalidOperationException($"The browsers did not open: {said}");
            }

            await FollowAsync(hub, entities, browsers, minutes, rate, output);
            await looking.StandardInput.WriteLineAsync("judge");
            await output.WriteLineAsync(await looking.StandardOutput.ReadToEndAsync());
            await looking.WaitForExitAsync();
            await app.StopAsync();
            return looking.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(HubRuntime hub, int entities)
    {
        for (var from = 0; from < entities; from += PageSize)
        {
            await StoreAsync(hub, Enumerable.Range(from, Math.Min(PageSize, entities - from)).Select(SteadyBenchmark.Issue));
        }

        // Without an id there is nothing to map them to.
        await StoreAsync(hub, Enumerable.Range(entities, DeadLetters).Select(n => SteadyBenchmark.Issue(n) with { Json = "{}"u8.ToArray() }));
        while ((await HubStatus.OfAsync(hub, CancellationToken.None)).NormalizerLag > 0)
        {
            await Task.Delay(Step, TimeProvider.System);
        }

        if ((await hub.DeadLetters.ListAsync(10_000, CancellationToken.None)).Count is var letters && letters != DeadLetters)
        {
            throw new InvalidOperationException($"{letters} dead letters wait, and not {DeadLetters}.");
        }
    }

    private static Process Start(string address, string key, int browsers, TextWriter output)
    {
        var looking = Process.Start(new ProcessStartInfo("dotnet", [typeof(ConsoleBenchmark).Assembly.Location, "console-browsers", address, browsers.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

        // Not among its arguments, which other users of the machine see.
        looking.StandardInput.WriteLine(key);
        looking.ErrorDataReceived += (_, line) => output.WriteLine(line.Data);
        looking.BeginErrorReadLine();
        return looking;
    }

    private static async Task FollowAsync(HubRuntime hub, int entities, int browsers, int minutes, int rate, TextWriter output)
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"\n| {browsers} browsers on the live events, {rate} events a second | resident | managed heap | processor of the hub |\n| --- | ---: | ---: | ---: |"));
        var (begun, used, next) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, 0);
        await RowAsync("at the start", TimeSpan.Zero);
        for (var minute = 1; minute <= minutes; minute++)
        {
            var before = Environment.CpuUsage.TotalTime;
            while (begun.Elapsed < TimeSpan.FromMinutes(minute))
            {
                var now = TimeProvider.System.GetUtcNow();
                await StoreAsync(hub, Enumerable.Range(0, Math.Max(1, rate * (int)Step.TotalMilliseconds / 1000)).Select(_ => Changed(next++ % entities, now)));
                await Task.Delay(Step, TimeProvider.System);
            }

            await RowAsync($"after {minute} min", Environment.CpuUsage.TotalTime - before);
        }

        Task RowAsync(string when, TimeSpan took) => output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"| {when} | {Environment.WorkingSet >> 20} MB | {GC.GetTotalMemory(false) >> 20} MB | {(took == TimeSpan.Zero ? "" : $"{took.TotalSeconds / 60:P0} of a core")} |"));
    }

    private static SourceRecord Changed(int number, DateTimeOffset now)
    {
        var (issue, at) = (SteadyBenchmark.Issue(number), now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        var json = JsonNode.Parse(issue.Json.Span)!.AsObject();
        (json["updated_at"], json["title"]) = (at, $"Issue {number} at {at}");
        return issue with { Version = at, Time = now, Json = System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()) };
    }

    private static Task<int> StoreAsync(HubRuntime hub, IEnumerable<SourceRecord> records)
    {
        var now = TimeProvider.System.GetUtcNow();
        return hub.Writer.StoreAsync(new(Instance, Stream) { Records = [.. records.Select(r => new RawRecord(Instance, r, RecordOrigin.Poll, now, now, null, null))] }, CancellationToken.None);
    }
}
