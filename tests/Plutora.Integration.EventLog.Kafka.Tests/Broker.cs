using System.Diagnostics;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>A real Apache Kafka for all tests that share the fixture, from <c>../shared/kafka</c>. Without it, or without Java, every test that needs it is skipped by name.</summary>
public sealed class Broker : IAsyncLifetime
{
    private static readonly string? Script = KafkaScript.Find();
    private readonly string _folder = KafkaScript.NewFolder("kafka");

    /// <summary>Why there is none, or null.</summary>
    public static string? Missing { get; private set; }

    /// <summary>Its address in plain text.</summary>
    public static string Address { get; private set; } = "";

    /// <summary>Its address with TLS and SASL.</summary>
    public static string SecureAddress { get; private set; } = "";

    /// <summary>Its certificate authority.</summary>
    public static string CaFile { get; private set; } = "";

    /// <summary>Starts one of Kafka's own tools.</summary>
    public static Process Tool(string name, params string[] arguments) => KafkaScript.Start(Script!, ["tool", name, .. arguments]);

    public static void SkipIfMissing() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    public async ValueTask InitializeAsync()
    {
        Missing = Script is null ? "NO KAFKA: ../shared/kafka is not here, so nothing of the Kafka engine is proven by this run" : !HasJava() ? "NO KAFKA: there is no 'java' on the path (apt-get install default-jre-headless), so nothing of the Kafka engine is proven by this run" : null;
        if (Missing is not null)
        {
            await Console.Error.WriteLineAsync(Missing);
            return;
        }

        // The broker, its controller, and the listener with TLS.
        var output = await new KafkaScript(Script!, _folder).RunAsync("start", "--secure", "--port", FreePorts.InARow(3).ToString(System.Globalization.CultureInfo.InvariantCulture));
        var words = output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=', 2)).Where(word => word.Length == 2).ToDictionary(word => word[0], word => word[1]);
        (Address, SecureAddress, CaFile) = (words["bootstrap"], words["secure"], words["ca"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (Script is not null && Missing is null) await new KafkaScript(Script, _folder).RunAsync("stop");
    }

    private static bool HasJava() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "java")));
}
