using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Benchmarks.Pipeline;

/// <summary>Raw records to normalized events on the embedded log: pull requests in GitHub's form, each of its own, mapped by the shipped mapping.</summary>
internal static class PipelineBenchmark
{
    private const int PageSize = 100;

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var records = args is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 20_000;
        var folder = Directory.CreateTempSubdirectory("plutora-pipeline-").FullName;
        try
        {
            var home = new HubHome(folder);
            await using var hub = new HubRuntime(
                home, new(), EmbeddedEventLog.Open(new(home.LogFile)), [Path.Combine(AppContext.BaseDirectory, "connectors")], TimeProvider.System, NullLoggerFactory.Instance);
            foreach (var fault in await hub.StartAsync(CancellationToken.None))
            {
                await output.WriteLineAsync(fault);
            }

            foreach (var fault in await hub.Instances.PutAsync(new() { Id = "github-main", Connector = "github", Options = new JsonObject(), Paused = true }, CancellationToken.None))
            {
                await output.WriteLineAsync(fault);
            }

            await MeasureAsync(hub, records, output);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(HubRuntime hub, int records, TextWriter output)
    {
        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        long bytes = 0;
        for (var from = 0; from < records; from += PageSize)
        {
            var page = Enumerable.Range(from, Math.Min(PageSize, records - from)).Select(PullRequest.Make).ToList();
            bytes += page.Sum(r => r.Json.Length);
            var now = TimeProvider.System.GetUtcNow();
            await hub.Writer.StoreAsync(
                new("github-main", "pull-request") { Records = [.. page.Select(r => new RawRecord("github-main", r, RecordOrigin.Poll, now, now, null, null) { Partial = true })] }, CancellationToken.None);
        }

        var stored = watch.Elapsed;
        while ((await HubStatus.OfAsync(hub, CancellationToken.None)).NormalizerLag > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        process.Refresh();
        var spent = process.TotalProcessorTime - cpu;
        await output.WriteLineAsync("| records | size | stored, records/s | normalized, records/s | CPU a record | resident |");
        await output.WriteLineAsync("| ---: | ---: | ---: | ---: | ---: | ---: |");
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {records:N0} | {bytes / records / 1000.0:F1} KB | {records / stored.TotalSeconds:N0} | {records / watch.Elapsed.TotalSeconds:N0} | {spent.TotalMilliseconds / records:F2} ms | {Environment.WorkingSet >> 20} MB |"));
    }

    /// <summary>Pull requests of the size and members of a webhook's.</summary>
    private static class PullRequest
    {
        private static readonly string Filler = string.Join(',', Enumerable.Range(0, 60).Select(i => $"\"extra_{i}_url\":\"https://api.github.com/repos/octo-org/hello-world/things{{/number}}/{i}\""));

        public static SourceRecord Make(int number) => new()
        {
            Stream = "pull-request",
            Id = number.ToString(CultureInfo.InvariantCulture),
            Version = "2026-01-01T00:00:00Z",
            Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Container = "7",
            Json = Encoding.UTF8.GetBytes($$$"""
                {"id":{{{number}}},"number":{{{number}}},"url":"https://api.github.com/repos/o/r/pulls/{{{number}}}","html_url":"https://github.com/o/r/pull/{{{number}}}","title":"PROJ-{{{number % 1000}}} change {{{number}}}",
                "state":"open","draft":false,"body":"{{{new string('x', 400)}}}","user":{"id":{{{number % 50}}},"login":"dev{{{number % 50}}}","type":"User"},"assignees":[],"requested_reviewers":[],"labels":[{"name":"bug"}],"milestone":null,
                "head":{"ref":"topic-{{{number}}}","sha":"h{{{number}}}","repo":{"id":7,"full_name":"o/r",{{{Filler}}}}},"base":{"ref":"main","sha":"b1","repo":{"id":7,"full_name":"o/r",{{{Filler}}}}},
                "created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","closed_at":null,"merged_at":null,"merge_commit_sha":null,"additions":3,"deletions":1,"changed_files":2,"commits":1,"comments":0,"review_comments":0}
                """),
        };
    }
}
