namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary>Reads partitions beside all groups, many records at a time and without an object for any. Used by one thread at a time.</summary>
internal sealed unsafe class BatchReader : IDisposable
{
    private const int MaxBatch = 1000;

    private readonly NativeMessage*[] batch = new NativeMessage*[MaxBatch];
    private readonly NativeClient client;
    private readonly nint queue;
    private int count;
    private bool closed;

    /// <summary>Makes a client.</summary>
    /// <param name="settings">Properties of librdkafka.</param>
    /// <param name="talk">Told what the client says.</param>
    /// <exception cref="InvalidOperationException">The client does not take its settings.</exception>
    public BatchReader(IEnumerable<KeyValuePair<string, string>> settings, ClientTalk talk)
    {
        client = NativeClient.Consumer(settings, talk, this);
        queue = Librdkafka.QueueOf(client.Handle);
    }

    /// <summary>Reads these partitions, each from an offset on.</summary>
    public void Assign(IReadOnlyCollection<(KafkaPartition Partition, long From)> partitions) => client.Assign(partitions);

    /// <summary>Reads a batch, and lets the one before go.</summary>
    /// <param name="wait">So long at most it waits for the first record.</param>
    /// <returns>How many records, ends and errors it has; zero when none came in time.</returns>
    public int Next(TimeSpan wait)
    {
        Release();
        fixed (NativeMessage** first = batch)
        {
            // A batch is waited for until it is full: the first record is waited for alone, and what is there behind it taken with it.
            count = Consume((int)wait.TotalMilliseconds, first, 1);
            if (count > 0) count += Consume(0, first + count, MaxBatch - count);
        }

        return count;
    }

    /// <summary>Of the batch.</summary>
    public BatchRecord Record(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        return new(batch[index]);
    }

    public void Dispose()
    {
        if (closed) return;
        closed = true;
        Release();
        Librdkafka.QueueDestroy(queue);
        client.Dispose();
    }

    private int Consume(int milliseconds, NativeMessage** messages, int size) => (int)Math.Max(0, Librdkafka.ConsumeBatch(queue, milliseconds, messages, size));

    private void Release()
    {
        for (var i = 0; i < count; i++) Librdkafka.MessageDestroy(batch[i]);
        count = 0;
    }
}
