using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary>Reads partitions beside all groups, many records at a time and without an object for any. Used by one thread at a time.</summary>
internal sealed unsafe class BatchReader : IDisposable
{
    private const int MaxBatch = 1000;
    private const int MaxReason = 512;

    private readonly NativeMessage*[] batch = new NativeMessage*[MaxBatch];
    private readonly ClientTalk talk;
    private GCHandle self;
    private nint client;
    private nint queue;
    private int count;

    /// <summary>Makes a client.</summary>
    /// <param name="settings">Properties of librdkafka.</param>
    /// <param name="talk">Told what the client says.</param>
    /// <exception cref="InvalidOperationException">The client does not take its settings.</exception>
    public BatchReader(IEnumerable<KeyValuePair<string, string>> settings, ClientTalk talk)
    {
        this.talk = talk;
        self = GCHandle.Alloc(this);
        try
        {
            client = Client(settings, GCHandle.ToIntPtr(self));
            Check(Librdkafka.PollSetConsumer(client));
            queue = Librdkafka.QueueOf(client);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Reads these partitions, each from an offset on.</summary>
    public void Assign(IReadOnlyCollection<(KafkaPartition Partition, long From)> partitions)
    {
        var list = Librdkafka.ListNew(partitions.Count);
        try
        {
            foreach (var (partition, from) in partitions)
            {
                Librdkafka.ListAdd(list, partition.Topic, partition.Partition.Value);
                Check(Librdkafka.ListSetOffset(list, partition.Topic, partition.Partition.Value, from));
            }

            Check(Librdkafka.Assign(client, list));
        }
        finally
        {
            Librdkafka.ListDestroy(list);
        }
    }

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
        Release();
        if (queue != 0) Librdkafka.QueueDestroy(queue);
        if (client != 0) Librdkafka.Destroy(client, Librdkafka.NoClose);
        if (self.IsAllocated) self.Free();
        (queue, client) = (0, 0);
    }

    private int Consume(int milliseconds, NativeMessage** messages, int size) => (int)Math.Max(0, Librdkafka.ConsumeBatch(queue, milliseconds, messages, size));

    private static void Check(int error)
    {
        if (error != 0) throw new KafkaException(new Error((ErrorCode)error));
    }

    private static nint Client(IEnumerable<KeyValuePair<string, string>> settings, nint opaque)
    {
        var conf = Librdkafka.ConfNew();
        var reason = stackalloc byte[MaxReason];
        reason[0] = 0;
        foreach (var (name, value) in settings)
        {
            if (Librdkafka.ConfSet(conf, name, value, reason, MaxReason) == 0) continue;
            Librdkafka.ConfDestroy(conf);
            throw new InvalidOperationException(Text(reason));
        }

        Librdkafka.ConfSetOpaque(conf, opaque);
        Librdkafka.ConfSetLog(conf, &Say);
        var made = Librdkafka.New(Librdkafka.Consumer, conf, reason, MaxReason);
        if (made != 0) return made;
        Librdkafka.ConfDestroy(conf);
        throw new InvalidOperationException(Text(reason));
    }

    [UnmanagedCallersOnly]
    private static void Say(nint client, int level, byte* facility, byte* text)
    {
        try
        {
            if (client != 0 && Librdkafka.Opaque(client) is var opaque and not 0 && GCHandle.FromIntPtr(opaque).Target is BatchReader reader)
                reader.talk.Write(new LogMessage("", (SyslogLevel)level, Text(facility), Text(text)));
        }
        catch (Exception)
        {
            // A log that fails ends no reading, and what is thrown into librdkafka would end the process.
        }
    }

    private static string Text(byte* ended) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(ended));

    private void Release()
    {
        for (var i = 0; i < count; i++) Librdkafka.MessageDestroy(batch[i]);
        count = 0;
    }
}
