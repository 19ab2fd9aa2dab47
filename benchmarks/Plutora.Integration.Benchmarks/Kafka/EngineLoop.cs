using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Plutora.Integration.Benchmarks.Jsonata;
using Plutora.Integration.Jsonata;

namespace Plutora.Integration.Benchmarks.Kafka;

/// <summary>
/// The work of bento, or of Kafka Connect, done by the hub's engine and Confluent.Kafka, each record at least once: what a hub would cost that promised no more than they do.
/// </summary>
internal sealed class EngineLoop(string address, string raw)
{
    public const string Out = "engine.out";

    // As many, and as long, as bento gathers for what it writes.
    private const int BatchSize = 500;
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(20);

    private static readonly JsonataExpression Kept = JsonataExpression.Compile(
        """pull_request.{"id": id, "number": number, "title": title, "html_url": html_url, "state": state, "created_at": created_at, "updated_at": updated_at, "merged_at": merged_at, "additions": additions, "deletions": deletions, "commits": commits, "labels": labels}""");

    /// <summary>Makes bento's 18 fields of each record and writes them to a topic, until it is stopped.</summary>
    public void RunToTopic()
    {
        var fields = JsonataExpression.Compile(Workloads.Fields18);
        Error? failed = null;
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = address,
            EnableIdempotence = true,
            CompressionType = CompressionType.Lz4,
            LingerMs = BatchTime.TotalMilliseconds,
            QueueBufferingMaxKbytes = 64 * 1024,
            DeliveryReportFields = "none",
        }).Build();
        Run(
            (record, json) =>
            {
                var made = fields.Evaluate(record);
                using var writer = new Utf8JsonWriter(json);
                made.WriteTo(writer);
                writer.Flush();
                producer.Produce(Out, new() { Key = Encoding.UTF8.GetBytes(made["id"].AsString()), Value = json.ToArray() }, report => failed = report.Error.IsError ? report.Error : failed);
            },
            () =>
            {
                producer.Flush(TimeSpan.FromSeconds(30));
                if (failed is not null)
                {
                    throw new KafkaException(failed);
                }
            });
    }

    /// <summary>Keeps Connect's 12 members of each record and writes them to a file, until it is stopped.</summary>
    public void RunToFile(string path)
    {
        // Whoever counts its lines reads it meanwhile.
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        Run(
            (record, json) =>
            {
                using var writer = new Utf8JsonWriter(json);
                Kept.Evaluate(record).WriteTo(writer);
                writer.Flush();
                json.WriteByte((byte)'\n');
                file.Write(json.GetBuffer(), 0, (int)json.Length);
            },
            file.Flush);
    }

    private void Run(Action<byte[], MemoryStream> take, Action settle)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig { BootstrapServers = address, GroupId = raw, AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false, FetchWaitMaxMs = 100 }).Build();
        consumer.Subscribe(raw);
        var json = new MemoryStream();
        while (true)
        {
            var taken = 0;
            for (var wait = TimeSpan.FromSeconds(1); taken < BatchSize && consumer.Consume(wait) is { } read; wait = BatchTime)
            {
                json.SetLength(0);
                take(read.Message.Value, json);
                taken++;
            }

            if (taken > 0)
            {
                settle();
                consumer.Commit();
            }
        }
    }
}
