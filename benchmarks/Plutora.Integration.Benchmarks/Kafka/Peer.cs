using System.Diagnostics;
using Confluent.Kafka;
using Plutora.Integration.Sdk.Streams;
using Partitioner = Plutora.Integration.EventLog.Partitioner;

namespace Plutora.Integration.Benchmarks.Kafka;

/// <summary>One of those that are measured: a process that reads raw records from a topic and writes what they mean.</summary>
internal abstract class Peer : IAsyncDisposable
{
    /// <summary>By which it is chosen.</summary>
    public abstract string Name { get; }

    /// <summary>As the table names it.</summary>
    public abstract string Title { get; }

    /// <summary>Topics to be made before it starts.</summary>
    public abstract IReadOnlyList<string> Topics { get; }

    /// <summary>Its process.</summary>
    protected Process? Process { get; set; }

    /// <summary>Processor time that its process has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            Process!.Refresh();
            return Process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory of its process, in bytes.</summary>
    public long Resident
    {
        get
        {
            Process!.Refresh();
            return Process.WorkingSet64;
        }
    }

    /// <summary>Starts the process and waits until it reads.</summary>
    public abstract Task StartAsync();

    /// <summary>Writes raw records and returns when what all of them mean was written.</summary>
    /// <param name="records">The records.</param>
    /// <param name="results">How many results there are then since the start.</param>
    public abstract Task FeedAsync(IEnumerable<SourceRecord> records, int results);

    /// <summary>Waits until the process rests, so that what it does behind the results is counted too.</summary>
    public async Task SettledAsync()
    {
        for (var (last, quiet) = (Cpu, 0); quiet < 3; quiet = Cpu - last < TimeSpan.FromMilliseconds(40) ? quiet + 1 : 0)
        {
            last = Cpu;
            await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System);
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Process is { HasExited: false })
        {
            Process.Kill(entireProcessTree: true);
            await Process.WaitForExitAsync();
        }

        Process?.Dispose();
    }

    protected static async Task ProduceAsync(string address, string topic, IEnumerable<SourceRecord> records, Func<SourceRecord, byte[]> value)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = address, EnableIdempotence = true, QueueBufferingMaxKbytes = 64 * 1024 }).Build();
        foreach (var record in records)
        {
            var message = new Message<byte[], byte[]> { Key = System.Text.Encoding.UTF8.GetBytes(record.Id), Value = value(record) };
            while (true)
            {
                try
                {
                    producer.Produce(new Confluent.Kafka.TopicPartition(topic, Partitioner.PartitionOf(record.Id, 4)), message);
                    break;
                }
                catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
                }
            }
        }

        producer.Flush();
    }

    /// <summary>Waits until a file has so many lines.</summary>
    protected static async Task LinesAsync(string file, int lines)
    {
        while (!File.Exists(file) || Lines(file) < lines)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    // Its writer has the file open.
    private static int Lines(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = 0;
        while (reader.ReadLine() is not null)
        {
            lines++;
        }

        return lines;
    }
}

/// <summary>Counts what arrives in a topic, as a committed reader sees it.</summary>
internal sealed class ResultCounter(string address, string topic) : IDisposable
{
    private readonly IConsumer<Ignore, Ignore> _consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
    {
        BootstrapServers = address,
        GroupId = $"count-{Guid.NewGuid():n}",
        IsolationLevel = IsolationLevel.ReadCommitted,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        EnableAutoCommit = false,
        QueuedMaxMessagesKbytes = 4096,
        AllowAutoCreateTopics = false,
        TopicMetadataRefreshIntervalMs = 1000,
    }).Build();

    private int _count = -1;

    /// <summary>Waits until there are so many.</summary>
    public void WaitFor(int results)
    {
        if (_count < 0)
        {
            _consumer.Subscribe(topic);
            _count = 0;
        }

        while (_count < results)
        {
            try
            {
                _count += _consumer.Consume(TimeSpan.FromSeconds(1)) is null ? 0 : 1;
            }
            catch (ConsumeException absent) when (absent.Error.Code == ErrorCode.UnknownTopicOrPart)
            {
                // The first result makes the topic.
            }
        }
    }

    public void Dispose() => _consumer.Dispose();
}
