using System.Diagnostics;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>The script of <c>../shared/kafka</c>, which starts and stops brokers in a folder of their own.</summary>
/// <param name="path">The script.</param>
/// <param name="folder">The brokers' folder.</param>
internal sealed class KafkaScript(string path, string folder)
{
    /// <summary>The script; null where it is not there.</summary>
    public static string? Find() => Shared.Find("kafka", "kafka");

    /// <summary>A folder of nobody else's.</summary>
    /// <param name="kind">What it is for.</param>
    public static string NewFolder(string kind) => Path.Combine(Path.GetTempPath(), $"plutora-{kind}-{Environment.ProcessId}-{Guid.NewGuid().ToString("n")[..8]}");

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it said.</returns>
    public async Task<string> RunAsync(string verb, params string[] arguments)
    {
        using var process = Start(path, [verb, .. arguments, "--dir", folder]);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"kafka {verb} failed: {output} {await error}");
    }

    /// <summary>Starts it, or one of Kafka's own tools by it.</summary>
    public static Process Start(string path, params string[] arguments) => Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
