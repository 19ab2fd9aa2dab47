namespace Plutora.Integration.EventLog.Embedded.Storage;

/// <summary>Lets readers in side by side, and the writer, when it asks, to a moment without them: the pages being read are read to their end, the next wait.</summary>
internal sealed class ReaderGate
{
    private readonly object gate = new();
    private int readers;
    private bool held;
    private int backups;

    /// <summary>True while a backup reads: the write-ahead log cannot begin anew before it ends.</summary>
    public bool BackingUp => Volatile.Read(ref backups) > 0;

    public T Read<T>(Func<T> read)
    {
        lock (gate)
        {
            while (held) Monitor.Wait(gate);
            readers++;
        }

        try
        {
            return read();
        }
        finally
        {
            lock (gate)
            {
                if (--readers == 0) Monitor.PulseAll(gate);
            }
        }
    }

    public void WithoutReaders(Action work)
    {
        lock (gate)
        {
            held = true;
            while (readers > 0) Monitor.Wait(gate);
        }

        try
        {
            work();
        }
        finally
        {
            lock (gate)
            {
                held = false;
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>Does the work of a backup, which reads beside the gate.</summary>
    public T BackUp<T>(Func<T> work)
    {
        Interlocked.Increment(ref backups);
        try
        {
            return work();
        }
        finally
        {
            Interlocked.Decrement(ref backups);
        }
    }
}
