namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary>Reads partitions, many records at a time and without an object for any. Used by one thread at a time.</summary>
internal unsafe class BatchReader : IDisposable
{
    private readonly NativeMessage*[] batch;
    private readonly NativeClient client;
    private readonly nint queue;
    private int count;
    private bool closed;

    /// <summary>Makes a client that reads beside all groups.</summary>
    /// <param name="settings">Properties of librdkafka.</param>
    /// <param name="talk">Told what the client says.</param>
    /// <param name="callbacks">Sets what the client calls back.</param>
    /// <param name="maxBatch">So many records at most come at a time.</param>
    /// <exception cref="InvalidOperationException">The client does not take its settings.</exception>
    public BatchReader(IEnumerable<KeyValuePair<string, string>> settings, ClientTalk talk, Action<nint>? callbacks = null, int maxBatch = 1000)
    {
        batch = new NativeMessage*[maxBatch];
        client = new(Librdkafka.Consumer, settings, talk, this, callbacks);
        try
        {
            NativeError.Check(client.Handle, Librdkafka.PollSetConsumer(client.Handle));
            queue = Librdkafka.QueueOf(client.Handle);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    protected nint Client => client.Handle;

    /// <summary>Reads these partitions, each from an offset on.</summary>
    public void Assign(IReadOnlyCollection<(KafkaPartition Partition, long From)> partitions) =>
        NativeError.Check(Client, NativePartitions.With([.. partitions.Select(each => (each.Partition.Topic, each.Partition.Partition.Value, each.From))], list => Librdkafka.Assign(Client, list)));

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
            if (count > 0) count += Consume(0, first + count, batch.Length - count);
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
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
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
