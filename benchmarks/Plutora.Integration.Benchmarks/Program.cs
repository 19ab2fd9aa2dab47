using Plutora.Integration.Benchmarks.Log;

return args switch
{
    ["log", .. var rest] => await LogBenchmark.RunAsync(rest, Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Name what to measure: log [--quick] [part of a row's name]");
    return 2;
}
