using Plutora.Integration.Benchmarks.FirstSync;
using Plutora.Integration.Benchmarks.Git;
using Plutora.Integration.Benchmarks.Hooks;
using Plutora.Integration.Benchmarks.Jsonata;
using Plutora.Integration.Benchmarks.Kafka;
using Plutora.Integration.Benchmarks.Log;
using Plutora.Integration.Benchmarks.Pipeline;
using Plutora.Integration.Benchmarks.References;
using Plutora.Integration.Benchmarks.Replay;
using Plutora.Integration.Benchmarks.TestReports;
using Plutora.Integration.Benchmarks.WebConsole;

return args switch
{
    ["log", .. var rest] => await LogBenchmark.RunAsync(rest, Console.Out),
    ["test-results", .. var rest] => await TestReportsBenchmark.RunAsync(rest, Console.Out),
    ["hooks", .. var rest] => await HooksBenchmark.RunAsync(rest, Console.Out),
    ["steady", .. var rest] => await SteadyBenchmark.RunAsync(rest, Console.Out),
    ["kafka", .. var rest] => await KafkaBenchmark.RunAsync(rest, Console.Out),
    ["pipeline", .. var rest] => await PipelineBenchmark.RunAsync(rest, Console.Out),
    ["references", .. var rest] => await ReferencesBenchmark.RunAsync(rest, Console.Out),
    ["replay", .. var rest] => await ReplayBenchmark.RunAsync(rest, Console.Out),
    ["first-sync", .. var rest] => await FirstSyncBenchmark.RunAsync(rest, Console.Out),
    ["git", .. var rest] => await GitBenchmark.RunAsync(rest, Console.Out),
    ["console", .. var rest] => await ConsoleBenchmark.RunAsync(rest, Console.Out),
    ["console-browsers", var address, var tabs] => await Browsers.RunAsync(address, int.Parse(tabs, System.Globalization.CultureInfo.InvariantCulture)),
    ["jsonata", .. var rest] => await JsonataBenchmark.RunAsync(rest, Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Name what to measure: log [--quick] [part of a row's name], test-results [MB], git [--quick], pipeline [records], kafka [records] [hub|bare|bento|engine|connect] [small|large] [x<turns>], steady [events] [--kafka], references [commits] [work items], replay [records], first-sync [issues] [configuration items] [requests a minute], hooks [a second] [seconds], jsonata [--quick], console [entities] [browsers] [minutes] [events a second]");
    return 2;
}
