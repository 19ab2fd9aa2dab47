using System.Net;
using System.Net.Sockets;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Tests;

/// <summary>A log on Kafka that is set wrongly, or cannot be reached, is told by setting or address.</summary>
public sealed class KafkaSettingsTests
{
    [Fact]
    public async Task Every_fault_of_the_settings_is_told_at_once_with_its_setting_and_no_secret()
    {
        using var home = new TempHome();
        var faults = await FaultsAsync(home, """
            http: { publicAddress: nowhere }
            log:
              engine: kafka
              kafka:
                bootstrapServers: broker
                topicPrefix: a b
                replicationFactor: 1
                minInSyncReplicas: 2
                security: { sasl: scram-sha512, password: hush-1, keyPassword: "env:PLUTORA_TEST_UNSET", clientSecret: "file:/nowhere.secret", caFile: /nowhere.pem }
                properties: { linger.msec: 5, linger.ms: soon, enable.idempotence: false, ssl.keystore.password: hush-2, retries: [1] }
            """);
        foreach (var named in (string[])[
            "setting 'http.publicAddress'", "setting log.kafka.bootstrapServers has 'broker': expected host:port", "setting log.kafka.topicPrefix", "setting log.kafka.minInSyncReplicas",
            "setting log.kafka.security.password must be a reference: env:NAME or file:PATH", "setting log.kafka.security.keyPassword: environment variable 'PLUTORA_TEST_UNSET' is not set",
            "setting log.kafka.security.clientSecret: file '/nowhere.secret' does not exist", "setting log.kafka.security.caFile names '/nowhere.pem'", "setting log.kafka.security.sasl is scram-sha512, which needs a user",
            "setting log.kafka.properties.linger.msec is no property", "setting log.kafka.properties.linger.ms is not taken", "setting log.kafka.properties.enable.idempotence cannot be set",
            "setting log.kafka.properties.ssl.keystore.password must be a reference", "setting log.kafka.properties.retries must be a text"])
        {
            Assert.Contains(faults, fault => fault.Contains(named, StringComparison.Ordinal));
        }

        Assert.DoesNotContain(faults, fault => fault.Contains("hush", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_engine_that_does_not_exist_is_answered_with_those_that_do()
    {
        using var home = new TempHome();
        var fault = Assert.Single(await FaultsAsync(home, "log: { engine: pulsar }"));
        Assert.Contains("log.engine", fault, StringComparison.Ordinal);
        Assert.Contains("one of embedded, kafka", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_kafka_may_stand_beside_the_embedded_engine()
    {
        using var home = new TempHome();
        await home.WriteAsync("log: { engine: embedded, kafka: { security: { password: \"env:PLUTORA_TEST_UNSET\" } } }");
        await using var hub = RunningHub.Build(home.Folder);
    }

    [Fact]
    public async Task Brokers_that_do_not_answer_are_named_and_the_hub_does_not_start()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = $"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
        using var home = new TempHome();
        await home.WriteAsync($"log: {{ engine: kafka, kafka: {{ bootstrapServers: \"{address}\", operationSeconds: 1 }} }}");
        await using var hub = RunningHub.Build(home.Folder);
        var refusal = await Assert.ThrowsAsync<LogException>(() => hub.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal(LogError.StorageFailed, refusal.Error);
        Assert.Contains($"The log on Kafka at '{address}' cannot be opened", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("no broker answered", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(TempHome home, string settings)
    {
        await home.WriteAsync(settings);
        return Assert.Throws<SettingsException>(() => RunningHub.Build(home.Folder)).Faults;
    }

    private sealed class TempHome : IDisposable
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("plutora-kafka-").FullName;

        public Task WriteAsync(string settings) => File.WriteAllTextAsync(Path.Combine(Folder, "plutora.yaml"), settings, TestContext.Current.CancellationToken);

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
