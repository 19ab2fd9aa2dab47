using System.Collections.Concurrent;
using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>Connections that read the cache's file, each as of its last saving: while none is made they look at the file without asking its locks.</summary>
internal sealed class StateReaders(string path) : IDisposable
{
    private readonly ConcurrentBag<Reader> idle = [];
    private volatile bool closed;
    private long saved;

    /// <summary>How often the file was saved.</summary>
    public long Saved => Volatile.Read(ref saved);

    /// <summary>What a build has sorted beside the file.</summary>
    public SortedState? Sorted
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>Reads the file as of a saving, or a later one.</summary>
    public T Use<T>(long atLeast, Func<StoredState, T> query) => Use(atLeast, query, static (reader, query) => query(reader));

    /// <inheritdoc cref="Use{T}(long, Func{StoredState, T})"/>
    public T Use<TAsked, T>(long atLeast, TAsked asked, Func<StoredState, TAsked, T> query)
    {
        ObjectDisposedException.ThrowIf(closed, typeof(KafkaEventLog));
        if (!idle.TryTake(out var reader)) reader = new(Database.Open(path, "query_only = ON", "busy_timeout = 5000"));
        try
        {
            reader.Begin(atLeast, Saved);
            return query(new(reader.Database, Sorted), asked);
        }
        finally
        {
            // One that looks at an older saving would keep the file's log from being emptied.
            if (reader.Of != Saved) reader.End();
            if (closed) reader.Dispose();
            else idle.Add(reader);
        }
    }

    /// <summary>What was saved is looked at from now on.</summary>
    public void Move()
    {
        Interlocked.Increment(ref saved);
        List<Reader> held = [];
        while (idle.TryTake(out var reader)) held.Add(reader);
        foreach (var reader in held)
        {
            reader.End();
            idle.Add(reader);
        }
    }

    public void Dispose()
    {
        closed = true;
        while (idle.TryTake(out var reader)) reader.Dispose();
    }

    private sealed class Reader(Database database) : IDisposable
    {
        private bool begun;

        public Database Database => database;

        public long Of { get; private set; }

        public void Begin(long atLeast, long newest)
        {
            if (begun && Of >= atLeast) return;
            End();
            database.Prepare("BEGIN").Bind().Run();
            (begun, Of) = (true, newest);
        }

        public void End()
        {
            if (!begun) return;
            database.Rollback();
            begun = false;
        }

        public void Dispose() => database.Dispose();
    }
}
