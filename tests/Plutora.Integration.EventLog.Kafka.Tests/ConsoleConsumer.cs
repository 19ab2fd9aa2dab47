using System.Diagnostics;
using System.Globalization;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>Kafka's own console consumer, which reads committed records only.</summary>
internal static class ConsoleConsumer
{
    /// <summary>Reads a topic to its end: until nothing more has come for some seconds.</summary>
    public static async Task<IReadOnlyList<(string Key, int Number)>> ReadAsync(string topic, int atLeast)
    {
        using var process = Broker.Tool("org.apache.kafka.tools.consumer.ConsoleConsumer", "--bootstrap-server", Broker.Address, "--topic", topic, "--from-beginning",
            "--isolation-level", "read_committed", "--formatter-property", "print.key=true", "--timeout-ms", "5000");
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var records = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Where(parts => parts.Length == 2)
            .Select(parts => (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture))).ToList();
        Assert.True(records.Count >= atLeast, $"The console consumer read {records.Count} records, expected {atLeast} at least: {await error}");
        return records;
    }
}
