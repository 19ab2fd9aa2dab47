using System.Collections.Concurrent;
using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.Reading;

/// <summary>Consumers that read pages, kept between two. So many read at a time, the next wait.</summary>
internal sealed class ReaderPool(KafkaCluster kafka) : IAsyncDisposable
{
    private const int Most = 6;
    private const int Kept = 2;
    private const int QueueKilobytes = 8 * 1024;

    private readonly ConcurrentQueue<IConsumer<byte[]?, byte[]?>> idle = [];
    private readonly SemaphoreSlim places = new(Most, Most);
    private volatile bool closed;

    /// <summary>Reads with a consumer, on a thread that may block.</summary>
    public async Task<T> UseAsync<T>(Func<IConsumer<byte[]?, byte[]?>, T> read, CancellationToken ct)
    {
        await places.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return await KafkaCluster.BlockAsync(() => Use(read)).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        closed = true;
        for (var i = 0; i < Most; i++) await places.WaitAsync().ConfigureAwait(false);
        await KafkaCluster.BlockAsync(() =>
        {
            while (idle.TryDequeue(out var consumer)) consumer.Dispose();
        }).ConfigureAwait(false);
        places.Dispose();
    }

    private T Use<T>(Func<IConsumer<byte[]?, byte[]?>, T> read)
    {
        ObjectDisposedException.ThrowIf(closed, typeof(KafkaEventLog));
        if (!idle.TryDequeue(out var consumer)) consumer = kafka.Clients.Reader(kafka.Names.Readers, QueueKilobytes);
        var whole = false;
        try
        {
            var result = read(consumer);
            consumer.Unassign();
            whole = true;
            return result;
        }
        finally
        {
            if (whole && idle.Count < Kept) idle.Enqueue(consumer);
            else consumer.Dispose();
        }
    }
}
