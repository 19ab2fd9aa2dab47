using System.Globalization;
using Plutora.Integration.EndToEnd.Tests;
using Plutora.Integration.EventLog.Kafka.Tests;
using Plutora.Integration.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>A cluster of <c>../shared/kafka</c> in a folder of its own, whose brokers are killed, paused and started again.</summary>
internal sealed class KafkaServers : IAsyncDisposable
{
    private readonly string _folder = KafkaScript.NewFolder("servers");
    private readonly KafkaScript _script;

    private KafkaServers() => _script = new(Shared.Folder("kafka/kafka"), _folder);

    /// <summary>Addresses in plain text, of all brokers.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Where the first broker's ports begin: it, its controller and two more are free for this cluster.</summary>
    public int Port { get; private set; }

    public static async Task<KafkaServers> StartAsync(int brokers)
    {
        var servers = new KafkaServers { Port = FreePorts.InARow(10 * brokers) };
        try
        {
            var output = await servers._script.RunAsync("start", "--brokers", $"{brokers}", "--port", servers.Port.ToString(CultureInfo.InvariantCulture));
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
    public Task KillAsync(int broker) => _script.RunAsync("kill", $"{broker}");

    /// <summary>Hangs a broker: its connections stay open and nothing is answered.</summary>
    public Task PauseAsync(int broker) => _script.RunAsync("pause", $"{broker}");

    /// <summary>Lets a broker that hangs go on.</summary>
    public Task ResumeAsync(int broker) => _script.RunAsync("resume", $"{broker}");

    /// <summary>Starts a broker on what it had stored; one that runs is stopped in order before.</summary>
    public Task RestartAsync(int broker) => _script.RunAsync("restart", $"{broker}");

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
        if (Directory.Exists(_folder)) await _script.RunAsync("stop");
    }
}
