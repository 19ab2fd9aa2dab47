using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Plutora.Integration.EventLog.Embedded.Maintenance;

/// <summary>Runs retention and compaction by the clock, in steps between which writers come first.</summary>
internal sealed partial class Maintainer : IAsyncDisposable
{
    private readonly EmbeddedEventLog log;
    private readonly EmbeddedLogOptions options;
    private readonly ConcurrentQueue<long> deleted;
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    public Maintainer(EmbeddedEventLog log, EmbeddedLogOptions options, IEnumerable<long> deleted)
    {
        (this.log, this.options, this.deleted) = (log, options, new(deleted));
        loop = Task.Run(RunAsync);
    }

    /// <summary>Takes on the records of a partition that was deleted.</summary>
    public void Empty(long partition) => deleted.Enqueue(partition);

    /// <summary>One round: until nothing that is due is left.</summary>
    public async Task RoundAsync(CancellationToken ct)
    {
        var now = options.Time.GetUtcNow();
        foreach (var topic in log.Catalog.Topics.Values)
        {
            foreach (var partition in topic.Partitions)
            {
                if (topic.Definition.Retention.DeleteAfter is not null)
                    await UntilDoneAsync(() => new RetentionStep(log, partition, now) { Cancellation = ct });
                if (topic.Definition.Retention.Compaction is null) continue;
                await UntilDoneAsync(() => new CompactionStep(log, partition, now) { Cancellation = ct });
                await UntilDoneAsync(() => new GraveStep(log, partition, now) { Cancellation = ct });
            }
        }

        while (deleted.TryPeek(out var gone))
        {
            await UntilDoneAsync(() => new DropStep(gone) { Cancellation = ct });
            deleted.TryDequeue(out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        stop.Dispose();
    }

    private async Task UntilDoneAsync(Func<Writing.WriteItem<bool>> step)
    {
        while (await log.Writer.WriteAsync(step()))
        {
        }
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(options.MaintenanceInterval, options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                try
                {
                    await RoundAsync(stop.Token);
                }
                catch (LogException reason)
                {
                    // A full disk, say: the next round tries again.
                    RoundFailed(options.Logger, reason);
                }
            }
        }
        catch (OperationCanceledException)
        {
            RoundsEnd(options.Logger);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Retention and compaction of the event log stopped short; the next round tries again.")]
    private static partial void RoundFailed(ILogger logger, Exception reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Retention and compaction of the event log end with it.")]
    private static partial void RoundsEnd(ILogger logger);
}
