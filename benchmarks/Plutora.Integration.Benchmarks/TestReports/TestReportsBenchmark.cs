using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Connectors.TestResults;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Benchmarks.TestReports;

/// <summary>Reads one large JUnit file from a watched folder as the hub does, page by page, and watches the resident memory.</summary>
internal static class TestReportsBenchmark
{
    private const int TestsASuite = 200;

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var bytes = (args is [var size, ..] ? long.Parse(size, CultureInfo.InvariantCulture) : 200) << 20;
        var folder = Directory.CreateTempSubdirectory("plutora-reports-").FullName;
        try
        {
            var tests = await WriteAsync(Path.Combine(folder, "large.xml"), bytes);
            await using var services = new ServiceCollection().BuildServiceProvider();
            var options = new JsonObject { ["folders"] = new JsonArray(folder), ["settle"] = "00:00:00" };
            await using var instance = new TestResultsConnector().Open(new ConnectorContext("bench", options, NullLogger.Instance, TimeProvider.System, folder), services);
            await MeasureAsync(instance, bytes, tests, output);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(ConnectorInstance instance, long bytes, int tests, TextWriter output)
    {
        var resident = new List<long>();
        int records = 0, largest = 0;
        var watch = Stopwatch.StartNew();
        await foreach (var page in instance.ReadAsync(new ReadRequest { Stream = "suite" }, CancellationToken.None))
        {
            records += page.Records.Count;
            largest = Math.Max(largest, page.Records.Count == 0 ? 0 : page.Records.Max(r => r.Json.Length));
            resident.Add(Environment.WorkingSet);
        }

        var seconds = watch.Elapsed.TotalSeconds;
        var half = resident.Count / 2;
        var (first, last) = (resident.Take(half).DefaultIfEmpty().Max(), resident.Skip(half).Max());
        await output.WriteLineAsync("| file | tests | records | largest record | rate | resident, most in the first half | most in the last half | ratio |");
        await output.WriteLineAsync("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| JUnit, {bytes >> 20} MB | {tests:N0} | {records:N0} | {largest / 1e6:F1} MB | {(bytes >> 20) / seconds:F0} MB/s, {tests / seconds:N0} tests/s | {first >> 20} MB | {last >> 20} MB | {(double)last / first:F2} |"));
    }

    private static async Task<int> WriteAsync(string path, long bytes)
    {
        await using var file = new StreamWriter(path);
        await file.WriteAsync("<testsuites>");
        long written = 0;
        var tests = 0;
        for (var suite = 0; written < bytes; suite++)
        {
            // Every fourth suite is a large one, which is split.
            var count = suite % 4 == 0 ? TestsASuite * 10 : TestsASuite;
            await file.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"<testsuite name=\"suite {suite}\" tests=\"{count}\" timestamp=\"2026-01-01T00:00:00Z\">"));
            for (var i = 0; i < count; i++, tests++)
            {
                var line = string.Create(CultureInfo.InvariantCulture, $"<testcase classname=\"com.example.Suite{suite}\" name=\"test number {i}\" time=\"0.{i % 1000:D3}\"><system-out>{new string('x', 240)}</system-out></testcase>\n");
                written += line.Length;
                await file.WriteAsync(line);
            }

            await file.WriteAsync("</testsuite>");
        }

        await file.WriteAsync("</testsuites>");
        return tests;
    }
}
