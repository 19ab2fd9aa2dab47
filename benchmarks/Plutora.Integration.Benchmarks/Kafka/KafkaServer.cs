using System.Diagnostics;
using System.Globalization;

namespace Plutora.Integration.Benchmarks.Kafka;

/// <summary>A real Apache Kafka of one broker from <c>../shared/kafka</c>, in a folder of its own.</summary>
internal sealed class KafkaServer : IAsyncDisposable
{
    private readonly string _script;
    private readonly string _folder;

    private KafkaServer(string script, string folder, string address) => (_script, _folder, Address) = (script, folder, address);

    /// <summary>Its address in plain text.</summary>
    public string Address { get; }

    /// <summary>Starts one, or says that there is none.</summary>
    public static async Task<KafkaServer?> StartAsync(string folder)
    {
        if (Shared.Find("kafka", "kafka") is not { } script)
        {
            return null;
        }

        var said = await RunAsync(script, "start", "--port", FreePorts.InARow(2).ToString(CultureInfo.InvariantCulture), "--dir", folder);
        var address = said.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).First(word => word.StartsWith("bootstrap=", StringComparison.Ordinal));
        return new(script, folder, address["bootstrap=".Length..]);
    }

    /// <summary>Starts Kafka Connect on property files.</summary>
    public Process Connect(params string[] files) => Process.Start(new ProcessStartInfo(_script, ["connect", .. files]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    public async ValueTask DisposeAsync() => await RunAsync(_script, "stop", "--dir", _folder);

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(script, arguments) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"kafka {string.Join(' ', arguments)} failed: {said}");
    }
}
