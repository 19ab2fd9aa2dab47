using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Keeps a cache's files in order beside all else: merges runs as savings come, and lets the manifest name what was saved.</summary>
internal sealed class StateUpkeep : IDisposable
{
    private readonly StateFiles files;
    private readonly TimeSpan pause;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private readonly object signal = new();
    private readonly Thread thread;
    private bool isChanged;

    /// <summary>Begins.</summary>
    /// <param name="files">The files.</param>
    /// <param name="pause">So long it waits after something was saved: much of what was saved meanwhile is merged before it goes to the disk, and a start is over.</param>
    /// <param name="logger">Told what failed.</param>
    public StateUpkeep(StateFiles files, TimeSpan pause, ILogger logger)
    {
        (this.files, this.pause, this.logger) = (files, pause, logger);
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
        while (IsChanged())
        {
            try
            {
                while (files.Merge(stop.Token))
                {
                }

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

    /// <summary>Waits until something was saved; false when it is to end.</summary>
    private bool IsChanged()
    {
        lock (signal)
        {
            while (!isChanged) Monitor.Wait(signal);
            isChanged = false;
        }

        return !stop.Token.WaitHandle.WaitOne(pause);
    }
}
