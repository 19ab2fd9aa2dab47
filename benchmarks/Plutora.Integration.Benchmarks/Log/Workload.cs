using System.Buffers;
using System.Text;
using Plutora.Integration.EventLog;

namespace Plutora.Integration.Benchmarks.Log;

/// <summary>The records of one measurement: the same keys, headers and values for the log and for bare SQLite.</summary>
internal sealed record Workload(string Name, int Bytes, int Count)
{
    public const string Topic = "raw.bench.record";
    public const int Partitions = 8;

    private readonly byte[] value = RandomBytes(Bytes);

    public static IReadOnlyList<KeyValuePair<string, string>> Headers { get; } =
    [
        new("specversion", "1.0"), new("type", "com.plutora.cdm.pull-request.upserted.v1"), new("source", "/hub/github-main"),
        new("entityversion", "1732406400000"), new("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ];

    public static byte[] HeaderBytes { get; } = Encode();

    public byte[] Value => value;

    public static string Key(int number) => $"github-main/pull-request/{number % 50_000:D12}";

    public LogEntry Entry(int number) => new(Topic, Key(number), value, Headers);

    private static byte[] Encode()
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var (name, text) in Headers)
        {
            bytes.Write(Encoding.UTF8.GetBytes(name));
            bytes.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
