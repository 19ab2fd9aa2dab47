using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Keeps a cache's files in order beside all else: merges runs as savings come, and lets the manifest name what was saved.</summary>
internal sealed class StateUpkeep : IDisposable
{
    // So long what was saved may be seen before the manifest names it: much of it has been merged by then.
    private static readonly TimeSpan Unnamed = TimeSpan.FromSeconds(5);

    private readonly StateFiles files;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private readonly object signal = new();
    private readonly Thread thread;
    private bool isChanged;

    public StateUpkeep(StateFiles files, TimeProvider time, ILogger logger)
    {
        (this.files, this.time, this.logger) = (files, time, logger);
        thread = new(Run) { IsBackground = true, Priority = ThreadPriority.BelowNormal, Name = "State upkeep" };
        thread.Start();
    }

    /// <summary>Something was saved.</summary>
    public void Pulse()
    {
        lock (signal)
        {
            isChanged = true;
            Monitor.Pulse(signal);
        }
    }

    public void Dispose()
    {
        stop.Cancel();
        Pulse();
        thread.Join();
        stop.Dispose();
    }

    private void Run()
    {
        var recorded = time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            Await();
            try
            {
                while (!stop.IsCancellationRequested && files.Merge(stop.Token))
                {
                }

                if (stop.IsCancellationRequested || !files.IsUnnamed || time.GetElapsedTime(recorded) < Unnamed) continue;
                recorded = time.GetTimestamp();
                files.Record();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failed)
            {
                // Tried again with the next saving.
                logger.CacheUnsaved(files.Path, failed);
            }
        }
    }

    private void Await()
    {
        lock (signal)
        {
            if (!isChanged) Monitor.Wait(signal, files.IsUnnamed ? Unnamed : Timeout.InfiniteTimeSpan);
            isChanged = false;
        }
    }
}
