using System.Diagnostics;
using Plutora.Integration.Tests;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>A real Apache Kafka for all tests that share the fixture, from <c>../shared/kafka</c>. Without it, or without Java, every test that needs it is skipped by name.</summary>
public sealed class Broker : IAsyncLifetime
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"plutora-kafka-{Environment.ProcessId}-{Guid.NewGuid().ToString("n")[..8]}");
    private static string? script;

    /// <summary>Why there is none, or null.</summary>
    public static string? Missing { get; private set; }

    /// <summary>Its address in plain text.</summary>
    public static string Address { get; private set; } = "";

    /// <summary>Its address with TLS and SASL.</summary>
    public static string SecureAddress { get; private set; } = "";

    /// <summary>Its certificate authority.</summary>
    public static string CaFile { get; private set; } = "";

    /// <summary>Starts one of Kafka's own tools.</summary>
    public static Process Tool(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(script!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["tool", name, .. arguments]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    public static void SkipIfMissing() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    public async ValueTask InitializeAsync()
    {
        script = Find();
        Missing = script is null ? "NO KAFKA: ../shared/kafka is not here, so nothing of the Kafka engine is proven by this run" : !HasJava() ? "NO KAFKA: there is no 'java' on the path (apt-get install default-jre-headless), so nothing of the Kafka engine is proven by this run" : null;
        if (Missing is not null)
        {
            await Console.Error.WriteLineAsync(Missing);
            return;
        }

        // The broker, its controller, and the listener with TLS.
        var output = await RunAsync("start", "--secure", "--port", FreePorts.InARow(3).ToString(System.Globalization.CultureInfo.InvariantCulture));
        var words = output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=', 2)).Where(word => word.Length == 2).ToDictionary(word => word[0], word => word[1]);
        (Address, SecureAddress, CaFile) = (words["bootstrap"], words["secure"], words["ca"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (script is not null && Missing is null) await RunAsync("stop");
    }

    private static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (Path.Combine(at.FullName, "shared", "kafka", "kafka") is var path && File.Exists(path)) return path;
        return null;
    }

    private static bool HasJava() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "java")));

    private async Task<string> RunAsync(string verb, params string[] arguments)
    {
        var start = new ProcessStartInfo(script!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[verb, .. arguments, "--dir", folder]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"kafka {verb} failed: {output} {await error}");
    }
}
