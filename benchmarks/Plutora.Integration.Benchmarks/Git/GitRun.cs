using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Connectors.Git;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Benchmarks.Git;

/// <summary>One read of all commits.</summary>
/// <param name="Told">Records told.</param>
/// <param name="Distinct">Different commits among them.</param>
/// <param name="Elapsed">How long it took, from opening the instance to the last page.</param>
/// <param name="First">How long until the first page.</param>
/// <param name="FirstHalf">Highest resident size, in bytes, while the first half of the pages was read.</param>
/// <param name="LastHalf">The same of the last half.</param>
internal sealed record GitRun(long Told, long Distinct, TimeSpan Elapsed, TimeSpan First, long FirstHalf, long LastHalf)
{
    public static async Task<GitRun> RunAsync(string repository, int commits, string files, int? cutEvery, string work)
    {
        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }

        Directory.CreateDirectory(work);
        GC.Collect();

        // What is kept to judge the read has its size from the start.
        var seen = new HashSet<ulong>(commits);
        var told = 0L;
        var resident = new List<long>(commits / 100);
        var first = TimeSpan.Zero;
        Cursor? cursor = null;
        using var self = Process.GetCurrentProcess();
        var clock = Stopwatch.StartNew();
        for (var cut = true; cut;)
        {
            cut = false;
            await using var instance = Open(repository, files, work);
            var pages = 0;
            await foreach (var page in instance.ReadAsync(new() { Stream = "commit", Cursor = cursor }, CancellationToken.None))
            {
                first = first == TimeSpan.Zero ? clock.Elapsed : first;
                cursor = page.Cursor;
                told += page.Records.Count;
                foreach (var record in page.Records)
                {
                    seen.Add(Convert.ToUInt64(record.Id[^16..], 16));
                }

                self.Refresh();
                resident.Add(self.WorkingSet64);
                if (++pages == cutEvery)
                {
                    cut = true;
                    break;
                }
            }
        }

        var half = resident.Count / 2;
        return new(told, seen.Count, clock.Elapsed, first, resident.Take(half).Max(), resident.Skip(half).Max());
    }

    private static ConnectorInstance Open(string repository, string files, string work)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var options = new JsonObject { ["repositories"] = new JsonArray(repository), ["files"] = files };
        return new GitConnector().Open(new("bench", options, NullLogger.Instance, TimeProvider.System, work), services);
    }
}
