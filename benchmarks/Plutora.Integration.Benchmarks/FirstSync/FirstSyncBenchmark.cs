using System.Globalization;
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
/// half-way: rate, memory, progress, requests that were refused, and whether what it then knows is what the tools have. The tools make each record when it is asked for.
/// </summary>
internal static class FirstSyncBenchmark
{
    private const int PageSize = 100;

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var (issues, items, perMinute) = (Number(args, 0, 100_000), Number(args, 1, 1_000_000), Number(args, 2, 6_000));
        var home = Directory.CreateTempSubdirectory("plutora-first-sync-").FullName;
        try
        {
            var now = TimeProvider.System.GetUtcNow();
            var world = CompanyScenario.Found(1, 1, 0, now, TimeProvider.System).World;
            var (jiraLimit, serviceNowLimit) = (new RateLimit(perMinute, TimeSpan.FromMinutes(1), TimeProvider.System), new RateLimit(perMinute, TimeSpan.FromMinutes(1), TimeProvider.System));
            var madeIssues = new GeneratedIssues(issues, 1, world.All<Team>().First(), [.. world.All<Person>().Select(p => p.Login)], now.AddHours(-1));
            var madeItems = new GeneratedItems(items, 1, now.AddHours(-1));
            ITool[] tools = [new JiraTool(world, madeIssues, jiraLimit), new ServiceNowTool(world, [madeItems], serviceNowLimit)];
            await using var company = await CompanyHost.StartAsync(world, tools, 0, CancellationToken.None);
            await WriteSettingsAsync(home, company);
            var run = new FirstSyncRun(home, output, issues, items);
            if (!await run.MeasureAsync())
            {
                return 1;
            }

            // Three streams search, two of them ask for changelogs by page, and issues with links are asked one by one.
            var needed = (Jira: (5L * Pages(issues)) + (issues / GeneratedIssues.LinkEach), ServiceNow: Pages(items));
            await output.WriteLineAsync($"\n| tool | limit a minute | requests taken | of these pages that had to be read | refused (429) |\n| --- | ---: | ---: | ---: | ---: |");
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| Jira | {perMinute:N0} | {jiraLimit.Taken:N0} | {needed.Jira:N0} | {jiraLimit.Refused:N0} |"));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| ServiceNow | {perMinute:N0} | {serviceNowLimit.Taken:N0} | {needed.ServiceNow:N0} | {serviceNowLimit.Refused:N0} |"));
            return await new SourceComparison(home, madeIssues, issues, madeItems, items).WriteAsync(output) ? 0 : 1;
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
        home,
        [.. company.Tools.Select(t => (t.Name, t.Title, t.Instance(company.AddressOf(t.Name)) with { Intervals = FirstSyncRun.Streams.Where(s => s.Instance == t.Name).ToDictionary(s => s.Stream, _ => 86_400) }))],
        CancellationToken.None);
}
