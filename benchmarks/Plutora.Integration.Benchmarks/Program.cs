using Plutora.Integration.Benchmarks.Log;
using Plutora.Integration.Benchmarks.TestResults;

return args switch
{
    ["log", .. var rest] => await LogBenchmark.RunAsync(rest, Console.Out),
    ["test-results", .. var rest] => await TestResultsBenchmark.RunAsync(rest, Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Name what to measure: log [--quick] [part of a row's name], test-results [MB]");
    return 2;
}
