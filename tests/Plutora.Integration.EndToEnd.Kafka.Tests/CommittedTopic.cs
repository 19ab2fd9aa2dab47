using System.Globalization;
using Plutora.Integration.EventLog.Kafka.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>Reads a topic with Kafka's own console consumer, committed records only: nothing of ours says what is there.</summary>
internal static class CommittedTopic
{
    /// <summary>As <see cref="ReadAsync(string)"/>, of two topics at once: the tool takes its time.</summary>
    public static async Task<(IReadOnlyList<(string Key, Dictionary<string, string> Headers, string Value)> First, IReadOnlyList<(string Key, Dictionary<string, string> Headers, string Value)> Second)> ReadAsync(string first, string second)
    {
        var both = await Task.WhenAll(ReadAsync(first), ReadAsync(second));
        return (both[0], both[1]);
    }

    /// <summary>All records of a topic, once no more come for some seconds: enough of them for a machine that does much else.</summary>
    public static Task<IReadOnlyList<(string Key, Dictionary<string, string> Headers, string Value)>> ReadAsync(string topic) => AtAsync(Broker.Address, topic);

    /// <summary>As <see cref="ReadAsync(string)"/>, from other brokers than the shared one.</summary>
    public static async Task<IReadOnlyList<(string Key, Dictionary<string, string> Headers, string Value)>> AtAsync(string address, string topic)
    {
        using var process = Broker.Tool("org.apache.kafka.tools.consumer.ConsoleConsumer", "--bootstrap-server", address, "--topic", topic, "--from-beginning", "--isolation-level", "read_committed",
            "--formatter-property", "print.partition=true", "--formatter-property", "print.offset=true", "--formatter-property", "print.headers=true", "--formatter-property", "print.key=true", "--formatter-property", "print.value=true", "--timeout-ms", 12_000.ToString(CultureInfo.InvariantCulture));
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await error;
        // Partition, offset, headers, key, value. The tool's own group may deal its partitions out anew on a busy machine, and then it reads a record twice.
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t', 5)).Where(parts => parts.Length == 5).DistinctBy(parts => (parts[0], parts[1])).Select(parts => (parts[3], Headers(parts[2]), parts[4]))];
    }

    private static Dictionary<string, string> Headers(string text) =>
        text.Split(',').Select(header => header.Split(':', 2)).Where(header => header.Length == 2).GroupBy(header => header[0]).ToDictionary(header => header.Key, header => header.Last()[1]);
}
