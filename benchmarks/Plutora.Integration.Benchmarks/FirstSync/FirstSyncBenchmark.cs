using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Acme.Company.Hosting;
using Acme.Company.Scenario;
using Acme.Company.Tools;
using Acme.Company.Tools.Generated;
using Acme.Company.Tools.Http;
using Acme.Company.Tools.Jira;
using Acme.Company.Tools.ServiceNow;
using Acme.Company.World;

namespace Plutora.Integration.Benchmarks.FirstSync;

/// <summary>
/// A hub in a process of its own reads a Jira of many issues with their changelogs and a ServiceNow of many configuration items for the first time, within the tools' limits of requests, and is killed
/// half-way: rate, memory, progress, what is read again, requests that were refused. The tools make each record when it is asked for.
/// </summary>
internal static class FirstSyncBenchmark
{
    private const int PageSize = 100;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    // Of remote links there are none, but each issue has to be asked for them.
    private static readonly (string Instance, string Stream)[] Streams = [("jira", "issue"), ("jira", "issue-changelog"), ("servicenow", "configuration-item"), ("jira", "remote-link")];

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var (issues, items, perMinute) = (Number(args, 0, 100_000), Number(args, 1, 1_000_000), Number(args, 2, 6_000));
        var home = Directory.CreateTempSubdirectory("plutora-first-sync-").FullName;
        try
        {
            var now = TimeProvider.System.GetUtcNow();
            var world = CompanyScenario.Found(1, 1, 0, now, TimeProvider.System).World;
            var (jiraLimit, serviceNowLimit) = (new RateLimit(perMinute, TimeSpan.FromMinutes(1), TimeProvider.System), new RateLimit(perMinute, TimeSpan.FromMinutes(1), TimeProvider.System));
            ITool[] tools =
            [
                new JiraTool(world, new GeneratedIssues(issues, 1, world.All<Team>().First(), [.. world.All<Person>().Select(p => p.Login)], now.AddHours(-1)), jiraLimit),
                new ServiceNowTool(world, [new GeneratedItems(items, 1, now.AddHours(-1))], serviceNowLimit),
            ];
            await using var company = await CompanyHost.StartAsync(world, tools, 0, CancellationToken.None);
            await WriteSettingsAsync(home, company);
            var run = new Run(home, output, issues, items);
            await run.MeasureAsync();

            // Three streams search, changelogs come by page, remote links by issue.
            var needed = (Jira: (4L * Pages(issues)) + issues, ServiceNow: Pages(items));
            await output.WriteLineAsync($"\n| tool | limit a minute | requests taken | of these pages that had to be read | refused (429) |\n| --- | ---: | ---: | ---: | ---: |");
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| Jira | {perMinute} | {jiraLimit.Taken} | {needed.Jira} | {jiraLimit.Refused} |"));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| ServiceNow | {perMinute} | {serviceNowLimit.Taken} | {needed.ServiceNow} | {serviceNowLimit.Refused} |"));
            return run.Complete ? 0 : 1;
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static int Number(string[] args, int at, int otherwise) => args.Length > at ? int.Parse(args[at], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : otherwise;

    private static int Pages(int records) => (records + PageSize - 1) / PageSize;

    // As the company writes them, but no stream is read again while the others are.
    private static async Task WriteSettingsAsync(string home, CompanyHost company) => await HubSettingsWriter.WriteAsync(
        home, [.. company.Tools.Select(t => (t.Name, t.Title, t.Instance(company.AddressOf(t.Name)) with { Intervals = Streams.Where(s => s.Instance == t.Name).ToDictionary(s => s.Stream, _ => 86_400) }))], CancellationToken.None);

    private sealed class Run(string home, TextWriter output, int issues, int items)
    {
        private readonly string _address = $"http://127.0.0.1:{FreePort()}";
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private readonly Dictionary<string, long> _before = [];

        public bool Complete { get; private set; }

        public async Task MeasureAsync()
        {
            await output.WriteLineAsync("| seconds | issues | changelogs | configuration items | to map | records/s since the row before | resident |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
            using var http = new HttpClient { BaseAddress = new(_address) };
            var hub = Start();
            try
            {
                var all = (2L * issues) + items;
                var (killed, row, rowAt, rowTotal) = (false, 0, TimeSpan.Zero, 0L);
                while (!Complete)
                {
                    await Task.Delay(Between, TimeProvider.System);
                    if (hub.HasExited)
                    {
                        await output.WriteLineAsync($"The hub ended by itself with exit code {hub.ExitCode}.");
                        return;
                    }

                    if (await LookAsync(http) is not { } seen)
                    {
                        continue;
                    }

                    var total = seen.Read.Sum();
                    Complete = seen.Ended && seen.Lag == 0;
                    if (total >= all * (row + 1) / 20 || Complete)
                    {
                        hub.Refresh();
                        row = (int)(total * 20 / Math.Max(1, all));
                        var rate = (total - rowTotal) / Math.Max(0.001, (_watch.Elapsed - rowAt).TotalSeconds);
                        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {_watch.Elapsed.TotalSeconds:0} | {seen.Read[0]:N0} | {seen.Read[1]:N0} | {seen.Read[2]:N0} | {seen.Lag:N0} | {rate:N0} | {hub.WorkingSet64 / 1_048_576} MB |"));
                        (rowAt, rowTotal) = (_watch.Elapsed, total);
                    }

                    if (!killed && total >= all / 2)
                    {
                        killed = true;
                        hub.Kill();
                        await hub.WaitForExitAsync();
                        hub.Dispose();
                        for (var at = 0; at < Streams.Length; at++)
                        {
                            _before[Streams[at].Stream] = seen.Read[at];
                        }

                        hub = Start();
                        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {_watch.Elapsed.TotalSeconds:0} | killed with kill -9 and started again | | | | | |"));
                    }
                }
            }
            finally
            {
                if (!hub.HasExited)
                {
                    hub.Kill();
                    await hub.WaitForExitAsync();
                }

                hub.Dispose();
            }
        }

        // Records told since the start of the run, of each stream; what was told before a kill is added where the stream goes on from there.
        private async Task<(long[] Read, bool Ended, long Lag)?> LookAsync(HttpClient http)
        {
            try
            {
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(home, "admin.key"))).Trim());
                var (read, ended) = (new long[Streams.Length], true);
                for (var at = 0; at < Streams.Length; at++)
                {
                    var instance = JsonElement.Parse(await http.GetByteArrayAsync($"/api/v1/instances/{Streams[at].Instance}"));
                    if (instance.GetProperty("state").GetProperty("streams").TryGetProperty(Streams[at].Stream, out var stream))
                    {
                        read[at] = _before.GetValueOrDefault(Streams[at].Stream) + stream.GetProperty("read").GetInt64();
                        ended &= stream.TryGetProperty("lastReadAt", out var last) && last.ValueKind == JsonValueKind.String;
                    }
                    else
                    {
                        ended = false;
                    }
                }

                var status = JsonElement.Parse(await http.GetByteArrayAsync("/api/v1/status"));
                return (read, ended, status.GetProperty("normalizerLag").GetInt64());
            }
            catch (Exception notYet) when (notYet is HttpRequestException or FileNotFoundException)
            {
                return null;
            }
        }

        private Process Start()
        {
            var start = new ProcessStartInfo("dotnet", [HubProgram(), "up", "--urls", _address]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["PLUTORA_HOME"] = home;
            var process = Process.Start(start)!;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }

        private static string HubProgram()
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (at is not null && !File.Exists(Path.Combine(at.FullName, "Plutora.Integration.sln")))
            {
                at = at.Parent;
            }

            return Path.Combine(at?.FullName ?? throw new InvalidOperationException("Plutora.Integration.sln is in no folder above."), "hub", "Plutora.Integration.Cli", "bin", "Release", "net10.0", "plutora.dll");
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
