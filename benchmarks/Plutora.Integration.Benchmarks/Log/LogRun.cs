using System.Diagnostics;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.Benchmarks.Log;

/// <summary>The same through the embedded event log.</summary>
internal sealed class LogRun : IAsyncDisposable
{
    private readonly EmbeddedEventLog log;

    private LogRun(EmbeddedEventLog log) => this.log = log;

    public static async Task<LogRun> OpenAsync(string folder)
    {
        var log = EmbeddedEventLog.Open(new(Path.Combine(folder, "log.db")));
        await log.EnsureTopicAsync(new(Workload.Topic, Workload.Partitions, TopicRetention.Forever));
        return new(log);
    }

    /// <summary>One caller, so many records an append.</summary>
    public async Task<double> AppendAsync(Workload work, int batch)
    {
        var clock = Stopwatch.StartNew();
        for (var done = 0; done < work.Count; done += batch)
            await log.AppendAsync([.. Enumerable.Range(done, Math.Min(batch, work.Count - done)).Select(work.Entry)]);
        return work.Count / clock.Elapsed.TotalSeconds;
    }

    /// <summary>So many callers, each appending one record and waiting until it is durable.</summary>
    public async Task<double> AppendByCallersAsync(Workload work, int callers)
    {
        var next = -1;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number < work.Count; number = Interlocked.Increment(ref next))
                await log.AppendAsync([work.Entry(number)]);
        })));
        return work.Count / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Reads the topic from the earliest record to its end, page by page.</summary>
    public async Task<double> ReadAsync(Workload work)
    {
        var clock = Stopwatch.StartNew();
        var count = 0;
        for (var from = LogStart.Earliest; ;)
        {
            var page = await log.ReadAsync(new(TopicFilter.Exact(Workload.Topic), from) { MaxRecords = 500 });
            if (page.Records.Count == 0) break;
            count += page.Records.Count;
            from = LogStart.After(page.Next);
        }

        return count == work.Count ? count / clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"The log gave {count} of {work.Count} records.");
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();
}
