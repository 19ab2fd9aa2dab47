using System.Text;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Clients.Native;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>The header of a record that has one, read where librdkafka received it.</summary>
public sealed class OnlyHeaderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("k", "v", "a value")]
    [InlineData("", "", "")]
    [InlineData("k", "", "é")]
    public void It_is_read_behind_the_value(string key, string value, string header) => Assert.Equal(header, Read([.. Field(key), .. Field(value), 2, .. Field("pk"), .. Field(header)], key, value));

    [Fact]
    public void Lengths_of_up_to_three_bytes_are_read_and_longer_ones_left_to_librdkafka()
    {
        foreach (var length in (int[])[63, 64, 8191, 8192, 1_048_575])
        {
            var text = new string('x', length);
            Assert.Equal(text, Read([.. Field("k"), .. Field(text), 2, .. Field("pk"), .. Field(text)], "k", text));
        }

        var large = new string('x', 1_048_576);
        Assert.Null(Read([.. Field("k"), .. Field(large), 2, .. Field("pk"), .. Field("v")], "k", large));
        Assert.Null(Read([.. Field("k"), .. Field("v"), 2, .. Field("pk"), .. Field(large)], "k", "v"));
    }

    [Fact]
    public unsafe void All_else_is_left_to_librdkafka()
    {
        Assert.Null(Read([.. Field("k"), .. Field("v"), 0], "k", "v"));
        Assert.Null(Read([.. Field("k"), .. Field("v"), 2, .. Field("px"), .. Field("of another name")], "k", "v"));
        Assert.Null(Read([.. Field("k"), .. Field("v"), 2, .. Field("pk2"), .. Field("of another name")], "k", "v"));
        Assert.Null(Read([.. Field("k"), .. Field("v"), 4, .. Field("pk"), .. Field("one of two"), .. Field("pk"), .. Field("the other")], "k", "v"));
        Assert.Null(Read([.. Field("k"), .. Field("v"), 2, .. Field("pk"), 1], "k", "v"));
        // An older format, in which the value's length has four bytes; and a value that lies elsewhere.
        Assert.Null(Read([.. Field("k"), 0, 0, 0, 1, (byte)'v', 2, .. Field("pk"), .. Field("x")], "k", "v", between: 4));
        Assert.Null(Read([.. Field("k"), 2, 2, (byte)'v', 2, .. Field("pk"), .. Field("x")], "k", "v", between: 2));
        Assert.Null(Read([.. Field("k"), 4, (byte)'v', 2, .. Field("pk"), .. Field("x")], "k", "v"));
        fixed (byte* at = Field("k"))
        {
            var removal = new NativeMessage { Key = at + 1, KeyLength = 1 };
            Assert.False(OnlyHeader.TryRead(&removal, "pk"u8, out _));
            var keyless = new NativeMessage { Payload = at + 1, PayloadLength = 1 };
            Assert.False(OnlyHeader.TryRead(&keyless, "pk"u8, out _));
        }
    }

    [Fact]
    public async Task It_is_read_so_of_what_the_brokers_send()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        await using var log = await KafkaEventLog.OpenAsync(host.Options, Ct);
        await using (var transaction = await log.BeginAsync(Ct))
        {
            for (var number = 0; number < 100; number++) transaction.PutState("s", $"{number}", new byte[1 + (number * 100)], $"at {number}");
            await transaction.CommitAsync(Ct);
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"{number} at {number}").Order(StringComparer.Ordinal), Headers(log.Kafka, host.Options.Shares).Order(StringComparer.Ordinal));
    }

    private static List<string> Headers(KafkaCluster kafka, int partitions)
    {
        using var reader = kafka.Clients.BatchReader(kafka.Names.Readers, 1024);
        reader.Assign([.. Enumerable.Range(0, partitions).Select(number => (new Confluent.Kafka.TopicPartition(kafka.Names.State, number), 0L))]);
        var headers = new List<string>();
        for (var ends = 0; ends < partitions;)
        {
            Ct.ThrowIfCancellationRequested();
            var count = reader.Next(TimeSpan.FromMilliseconds(100));
            for (var i = 0; i < count; i++)
            {
                var record = reader.Record(i);
                if (record.IsEnd) ends++;
                else if (record.Key.StartsWith("s\0"u8)) headers.Add($"{Encoding.UTF8.GetString(record.Key[2..])} {(record.TryGetOnlyHeader("pk"u8, out var value) ? Encoding.UTF8.GetString(value) : "not read")}");
            }
        }

        return headers;
    }

    private static byte[] Field(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = new List<byte>();
        for (var left = 2 * bytes.Length; ; left >>= 7)
        {
            length.Add((byte)(left < 0x80 ? left : (left & 0x7F) | 0x80));
            if (left < 0x80) return [.. length, .. bytes];
        }
    }

    // Of a record from its key's length on.
    private static unsafe string? Read(byte[] record, string key, string value, int? between = null)
    {
        fixed (byte* at = record)
        {
            var behindKey = at + Field(key).Length;
            var message = new NativeMessage
            {
                Key = behindKey - Encoding.UTF8.GetByteCount(key),
                KeyLength = Encoding.UTF8.GetByteCount(key),
                Payload = behindKey + (between ?? Field(value).Length - Encoding.UTF8.GetByteCount(value)),
                PayloadLength = Encoding.UTF8.GetByteCount(value),
            };
            return OnlyHeader.TryRead(&message, "pk"u8, out var found) ? Encoding.UTF8.GetString(found) : null;
        }
    }
}
