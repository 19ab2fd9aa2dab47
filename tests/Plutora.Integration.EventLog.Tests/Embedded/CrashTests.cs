using System.Globalization;
using System.Text;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EventLog.Tests.Embedded;

public sealed class CrashTests
{
    private const int Kills = 20;

    [Fact]
    public async Task Killed_at_random_moments_the_log_holds_all_it_acknowledged_once_and_in_order()
    {
        using var folder = new TempFolder();
        var path = folder.File("log.db");
        var random = new Random(20_260_101);
        var acknowledged = new Dictionary<(string Topic, string Key), int>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await AppendAndKillAsync(path, random.Next(1, 200), acknowledged);
            await using var log = EmbeddedEventLog.Open(new(path));
            await CheckAsync(log, acknowledged);
        }

        Assert.Equal(12, acknowledged.Count);
    }

    private static async Task AppendAndKillAsync(string path, int afterLines, Dictionary<(string Topic, string Key), int> acknowledged)
    {
        using var process = AppendingProcess.Start(path);
        for (var lines = 0; await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line; lines++)
        {
            if (lines == afterLines) process.Kill();
            // The last line may be torn by the kill.
            if (line.Split(' ') is [var topic, var key, var number, "ok"]) acknowledged[(topic, key)] = int.Parse(number, CultureInfo.InvariantCulture);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(137, process.ExitCode);
    }

    private static async Task CheckAsync(EmbeddedEventLog log, Dictionary<(string Topic, string Key), int> acknowledged)
    {
        var records = (await AppendingProcess.AllAsync(log, AppendingProcess.Plain)).Concat(await AppendingProcess.AllAsync(log, AppendingProcess.Transacted)).ToList();
        foreach (var ((topic, key), last) in acknowledged)
        {
            var numbers = records.Where(record => record.Topic == topic && record.Key == key).Select(record => int.Parse(record.Value!.Value.Span, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(Enumerable.Range(0, numbers.Count), numbers);
            Assert.True(numbers.Count > last, $"{topic} {key}: {last} was acknowledged, but only {numbers.Count} are there.");
            if (topic == AppendingProcess.Plain) Assert.Equal(0, numbers.Count % 2);
            else Assert.Equal(numbers[^1].ToString(CultureInfo.InvariantCulture), Encoding.UTF8.GetString((await log.GetStateAsync(AppendingProcess.Store, key, TestContext.Current.CancellationToken))!.Value.Span));
        }
    }
}
