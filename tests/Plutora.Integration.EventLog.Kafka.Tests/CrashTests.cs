using System.Diagnostics;
using System.Globalization;

namespace Plutora.Integration.EventLog.Kafka.Tests;

public sealed class CrashTests
{
    private const int Kills = 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_random_moments_each_acknowledged_batch_is_there_once_whole_and_in_order_to_a_client_that_is_not_ours()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        var options = host.Options with { MaxRecordBytes = 25_000_000 };
        var random = new Random(20_260_101);
        var acknowledged = new Dictionary<string, int>();
        for (var kill = 0; kill < Kills; kill++) await AppendAndKillAsync(options, random.Next(1, 40), acknowledged);
        await using (var log = await KafkaEventLog.OpenAsync(options, Ct))
        {
            foreach (var key in acknowledged.Keys)
            {
                // Takes over, so that what the last kill left open has ended.
                await using var transaction = await log.BeginAsync(key, Ct);
                await transaction.CommitAsync(Ct);
            }

            Check(acknowledged, [.. (await ReadAsync(log)).Select(record => (record.Key, Number(record)))]);
        }

        Check(acknowledged, await ConsoleConsumer.ReadAsync(options.TopicPrefix + AppendingProcess.Topic, acknowledged.Values.Sum(last => last + 1)));
    }

    private static void Check(Dictionary<string, int> acknowledged, IReadOnlyList<(string Key, int Number)> records)
    {
        Assert.Equal(4, acknowledged.Count);
        foreach (var (key, last) in acknowledged)
        {
            var numbers = records.Where(record => record.Key == key).Select(record => record.Number).ToList();
            Assert.Equal(Enumerable.Range(0, numbers.Count), numbers);
            Assert.True(numbers.Count > last, $"{key}: {last} was acknowledged, but only {numbers.Count} are there.");
            Assert.Equal(0, numbers.Count % AppendingProcess.BatchSize);
        }
    }

    private static async Task AppendAndKillAsync(KafkaLogOptions options, int afterLines, Dictionary<string, int> acknowledged)
    {
        using var process = AppendingProcess.Start(options);
        for (var lines = 0; await process.StandardOutput.ReadLineAsync(Ct) is { } line; lines++)
        {
            if (lines == afterLines) process.Kill();
            // The last line may be torn by the kill.
            if (line.Split(' ') is [var key, var number, "ok"]) acknowledged[key] = int.Parse(number, CultureInfo.InvariantCulture);
        }

        await process.WaitForExitAsync(Ct);
        Assert.Equal(137, process.ExitCode);
    }

    private static int Number(LogRecord record) => int.Parse(record.Value!.Value.Span, CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<LogRecord>> ReadAsync(KafkaEventLog log)
    {
        var all = new List<LogRecord>();
        for (var from = LogStart.Earliest; ;)
        {
            var page = await log.ReadAsync(new(TopicFilter.Exact(AppendingProcess.Topic), from), Ct);
            if (page.Records.Count == 0) return all;
            all.AddRange(page.Records);
            from = LogStart.After(page.Next);
        }
    }
}
