using System.Diagnostics;
using System.Globalization;
using Plutora.Integration.EndToEnd.Tests;
using Plutora.Integration.EventLog.Kafka.Tests;
using Plutora.Integration.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>A cluster of <c>../shared/kafka</c> in a folder of its own, whose brokers are killed, paused and started again.</summary>
internal sealed class KafkaServers : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"plutora-servers-{Environment.ProcessId}-{Guid.NewGuid().ToString("n")[..8]}");
    private readonly string _script = Path.Combine(Shared.Folder("kafka"), "kafka");

    private KafkaServers()
    {
    }

    /// <summary>Addresses in plain text, of all brokers.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Where the first broker's ports begin: it, its controller and two more are free for this cluster.</summary>
    public int Port { get; private set; }

    public static async Task<KafkaServers> StartAsync(int brokers)
    {
        var servers = new KafkaServers { Port = FreePorts.InARow(10 * brokers) };
        try
        {
            var output = await servers.RunAsync("start", "--brokers", $"{brokers}", "--port", servers.Port.ToString(CultureInfo.InvariantCulture));
            servers.Address = output.Split('\n').Single(line => line.StartsWith("bootstrap=", StringComparison.Ordinal))["bootstrap=".Length..].Trim();
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>The settings of a broker.</summary>
    public string SettingsFile(int broker) => Path.Combine(_folder, $"broker-{broker}", "server.properties");

    /// <summary>Ends a broker at once.</summary>
    public Task KillAsync(int broker) => RunAsync("kill", $"{broker}");

    /// <summary>Hangs a broker: its connections stay open and nothing is answered.</summary>
    public Task PauseAsync(int broker) => RunAsync("pause", $"{broker}");

    /// <summary>Lets a broker that hangs go on.</summary>
    public Task ResumeAsync(int broker) => RunAsync("resume", $"{broker}");

    /// <summary>Starts a broker on what it had stored; one that runs is stopped in order before.</summary>
    public Task RestartAsync(int broker) => RunAsync("restart", $"{broker}");

    /// <summary>Gives the leadership of every partition to the broker that is preferred for it.</summary>
    public async Task ElectAsync()
    {
        using var tool = Broker.Tool("org.apache.kafka.tools.LeaderElectionCommand", "--bootstrap-server", Address, "--election-type", "PREFERRED", "--all-topic-partitions");
        var error = tool.StandardError.ReadToEndAsync();
        var output = await tool.StandardOutput.ReadToEndAsync();
        await tool.WaitForExitAsync();
        Assert.True(tool.ExitCode == 0, $"There was no election: {output} {await error}");
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder)) await RunAsync("stop");
    }

    private async Task<string> RunAsync(string verb, params string[] arguments)
    {
        var start = new ProcessStartInfo(_script) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[verb, .. arguments, "--dir", _folder]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"kafka {verb} failed: {output} {await error}");
    }
}
