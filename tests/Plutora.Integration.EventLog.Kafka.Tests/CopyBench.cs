using System.Text;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>A log in a file or at Kafka, and the place at Kafka that it is copied to.</summary>
internal sealed class CopyBench : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("plutora-copy").FullName;
    private readonly string prefix = $"c{Guid.NewGuid().ToString("n")[..10]}.";

    public string File => Path.Combine(folder, "log.db");

    public KafkaLogOptions Source => new(Broker.Address, Path.Combine(folder, "source")) { TopicPrefix = $"{prefix}old.", Shares = 4, ReplicationFactor = 1 };

    public KafkaLogOptions Target => new(Broker.Address, Path.Combine(folder, "target")) { TopicPrefix = $"{prefix}new.", Shares = 3, ReplicationFactor = 1 };

    public static Task<CopyBench> StartAsync()
    {
        Broker.SkipIfMissing();
        return Task.FromResult(new CopyBench());
    }

    public EmbeddedEventLog OpenFile() => EmbeddedEventLog.Open(new(File));

    /// <summary>Topics of the target.</summary>
    public IReadOnlyList<string> Topics()
    {
        using var admin = new Confluent.Kafka.AdminClientBuilder(new Confluent.Kafka.AdminClientConfig { BootstrapServers = Broker.Address }).Build();
        return [.. admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Select(t => t.Topic).Where(t => t.StartsWith(Target.TopicPrefix, StringComparison.Ordinal))];
    }

    /// <summary>Reads the topic 'many' by a client that is none of ours, and commits what it read.</summary>
    public List<string> Consume(string of, string group, int most)
    {
        using var consumer = new Confluent.Kafka.ConsumerBuilder<string, byte[]>(new Confluent.Kafka.ConsumerConfig
        {
            BootstrapServers = Broker.Address,
            GroupId = group,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            AutoOffsetReset = Confluent.Kafka.AutoOffsetReset.Earliest,
            IsolationLevel = Confluent.Kafka.IsolationLevel.ReadCommitted,
        }).Build();
        consumer.Subscribe(of + "many");
        var read = new List<string>();
        var ended = new HashSet<int>();
        while (read.Count < most && ended.Count < 4)
        {
            var result = consumer.Consume(TestContext.Current.CancellationToken);
            if (result.IsPartitionEOF)
            {
                ended.Add(result.Partition.Value);
                continue;
            }

            read.Add(Encoding.UTF8.GetString(result.Message.Headers.GetLastBytes("n")));
            consumer.StoreOffset(result);
        }

        if (read.Count > 0) consumer.Commit();
        consumer.Close();
        return read;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return default;
    }
}
