using System.Globalization;

namespace Plutora.Integration.Benchmarks.Log;

/// <summary>Append and read rates of the embedded log beside bare SQLite, in one run, alternating; as a Markdown table the medians, and the median of the rounds' own ratios, which a drifting machine disturbs less.</summary>
internal static class LogBenchmark
{
    private const int Callers = 64;

    // One reading of so few records lasts milliseconds, of which opening a connection would be a good part.
    private const int Readings = 10;

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var quick = args.Contains("--quick");
        var only = args.Where(arg => arg != "--quick").ToList();
        var rounds = quick ? 3 : 7;
        Workload[] works = [new("1.5 KB", 1_536, quick ? 10_000 : 30_000), new("23 KB", 23_552, quick ? 1_500 : 4_000)];
        await output.WriteLineAsync("| record | what | bare SQLite, records/s | event log, records/s | ratio |\n| --- | --- | ---: | ---: | ---: |");
        foreach (var work in works)
        {
            await RowAsync(work, $"append, {Callers} callers of 1 (bare: {Callers} a transaction)", bare => bare.Insert(work, Callers), log => log.AppendByCallersAsync(work, Callers));
            await RowAsync(work, "append, batches of 100", bare => bare.Insert(work, 100), log => log.AppendAsync(work, 100));
            await RowAsync(work, "append, batches of 1000", bare => bare.Insert(work, 1000), log => log.AppendAsync(work, 1000));
            await RowAsync(work, "read all (bare: pages alike)", bare => Filled(() => bare.Insert(work, 1000), () => Mean(bare.ReadPages, work)), log => ReadAsync(log, work));
            await RowAsync(work, "read all (bare: row by row, none kept)", bare => Filled(() => bare.Insert(work, 1000), () => Mean(bare.ReadThrough, work)), log => ReadAsync(log, work));
        }

        var single = works[0] with { Count = 2_000 };
        await RowAsync(single, $"append, {Callers} callers of 1 (bare: 1 a transaction)", bare => bare.Insert(single, 1), log => log.AppendByCallersAsync(single, Callers));
        return 0;

        async Task RowAsync(Workload work, string what, Func<BareSqlite, double> bareRun, Func<LogRun, Task<double>> logRun)
        {
            if (only.Count > 0 && !only.Any(part => what.Contains(part, StringComparison.Ordinal))) return;
            var (bare, log) = (new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                // The order alternates, so that neither always meets the disk as the other left it.
                if (round % 2 == 0) bare.Add(Bare(bareRun));
                log.Add(await LogAsync(logRun));
                if (round % 2 == 1) bare.Add(Bare(bareRun));
            }

            var ratio = Median([.. log.Zip(bare, (l, b) => l / b)]);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {work.Name} | {what} | {Median(bare):N0} | {Median(log):N0} | {ratio:0.00} |"));
        }
    }

    private static async Task<double> ReadAsync(LogRun log, Workload work)
    {
        await log.AppendAsync(work, 1000);
        var seconds = 0.0;
        for (var reading = 0; reading < Readings; reading++) seconds += work.Count / await log.ReadAsync(work);
        return work.Count * Readings / seconds;
    }

    private static double Mean(Func<Workload, double> read, Workload work) => work.Count * Readings / Enumerable.Range(0, Readings).Sum(_ => work.Count / read(work));

    private static double Filled(Func<double> fill, Func<double> read)
    {
        fill();
        return read();
    }

    private static double Bare(Func<BareSqlite, double> run)
    {
        using var folder = new Folder();
        using var bare = new BareSqlite(folder.Path);
        return run(bare);
    }

    private static async Task<double> LogAsync(Func<LogRun, Task<double>> run)
    {
        using var folder = new Folder();
        await using var log = await LogRun.OpenAsync(folder.Path);
        return await run(log);
    }

    private static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("plutora-bench").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
