using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Plutora.Integration.Jsonata;

namespace Plutora.Integration.Benchmarks.Jsonata;

/// <summary>Records a second of processor time, from their bytes to the bytes of an entity, on one thread: the reference, code by hand, this engine, and the limit, which is to read the tokens alone. All in one run, in turns.</summary>
internal static class JsonataBenchmark
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        if (Shared.Find("payloads") is not { } payloads)
        {
            await output.WriteLineAsync("../shared/payloads is not here: there is nothing to measure with.");
            return 2;
        }

        var (rounds, seconds) = args.Contains("--quick") ? (3, 0.5) : (7, 2.0);
        var made = Directory.CreateTempSubdirectory("plutora-bench").FullName;
        using var reference = ReferenceProcess.TryStart();
        await output.WriteLineAsync("| records | bytes, mean | reference (node) | by hand | this engine | tokens only | to reference | to by hand | allocated a record: by hand | this engine |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var work in Workloads.Over(payloads, Path.Combine(Shared.Root, "connectors", "Plutora.Integration.Connectors.GitHub", "mappings"), made))
        {
            await output.WriteLineAsync(Row(work, reference, rounds, seconds));
        }

        Directory.Delete(made, recursive: true);
        return 0;
    }

    private static string Row(Workload work, ReferenceProcess? reference, int rounds, double seconds)
    {
        var records = work.Files.Select(File.ReadAllBytes).ToArray();
        var expression = JsonataExpression.Compile(work.Expression, Workload.Options);
        Check(work, reference, records[0], expression);
        var buffer = new ArrayBufferWriter<byte>(16_384);
        using var writer = new Utf8JsonWriter(buffer, Writing);
        Action<byte[]>[] runs = [Hand, Engine, Tokens];
        var (rates, allocated) = (new List<double>[] { [], [], [] }, new double[3]);
        var references = new List<double>();
        foreach (var run in runs)
        {
            Rate(records, run, seconds / 2, out _);
        }

        // Without code by hand there is nothing to compare with it.
        var byHand = work.HandWritten is not null;

        for (var round = 0; round < rounds; round++)
        {
            references.Add(reference?.Measure(work, seconds) ?? 0);
            for (var index = 0; index < runs.Length; index++)
            {
                rates[index].Add(Rate(records, runs[index], seconds, out allocated[index]));
            }
        }

        var (node, hand, engine, tokens) = (Median(references), Median(rates[0]), Median(rates[1]), Median(rates[2]));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {work.Name} | {records.Average(record => record.Length):N0} | {node:N0} | {(byHand ? $"{hand:N0}" : "")} | {engine:N0} | {tokens:N0} | {engine / node:0.0} | {(byHand ? $"{engine / hand:0.0}" : "")} | {(byHand ? $"{allocated[0]:N0}" : "")} | {allocated[1]:N0} |");

        void Hand(byte[] record)
        {
            using var document = JsonDocument.Parse(record);
            work.HandWritten?.Invoke(document.RootElement, Begin());
            writer.Flush();
        }

        void Engine(byte[] record)
        {
            expression.Evaluate(record).WriteTo(Begin());
            writer.Flush();
        }

        Utf8JsonWriter Begin()
        {
            buffer.ResetWrittenCount();
            writer.Reset();
            return writer;
        }
    }

    private static void Tokens(byte[] record)
    {
        var reader = new Utf8JsonReader(record);
        while (reader.Read())
        {
        }
    }

    private static double Rate(byte[][] records, Action<byte[]> run, double seconds, out double allocated)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();

        // Processor time, which other work on the machine does not lengthen; collecting garbage counts.
        var used = Environment.CpuUsage.TotalTime;
        var count = 0;
        do
        {
            foreach (var record in records)
            {
                run(record);
                count++;
            }
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        var rate = count / (Environment.CpuUsage.TotalTime - used).TotalSeconds;
        allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count;
        return rate;
    }

    /// <summary>All make the same of the first record, or there is nothing to compare.</summary>
    private static void Check(Workload work, ReferenceProcess? reference, byte[] record, JsonataExpression expression)
    {
        var made = JsonElement.Parse(expression.Evaluate(record).ToJson());
        if (!JsonElement.DeepEquals(made, ByHand(work, record) ?? made) || (reference?.Sample(work) is { } other && !JsonElement.DeepEquals(made, other)))
        {
            throw new InvalidOperationException($"'{work.Name}': the results differ.\n{made}\n{ByHand(work, record)}\n{reference?.Sample(work)}");
        }
    }

    private static JsonElement? ByHand(Workload work, byte[] record)
    {
        if (work.HandWritten is null)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var document = JsonDocument.Parse(record))
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            work.HandWritten(document.RootElement, writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);
}
