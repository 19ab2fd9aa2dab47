using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Every_fault_is_told_with_its_setting()
    {
        var options = new KafkaLogOptions("broker", "")
        {
            TopicPrefix = "a b",
            Shares = 0,
            ReplicationFactor = 1,
            MinInSyncReplicas = 2,
            MaxRecordBytes = 0,
            OperationTimeout = TimeSpan.Zero,
            Security = new() { Sasl = SaslMechanism.ScramSha512, CaFile = "/nowhere.pem" },
            Properties = new Dictionary<string, string> { ["linger.msec"] = "5", ["linger.ms"] = "soon", ["enable.idempotence"] = "false" },
        };
        var faults = options.Faults();
        foreach (var named in (string[])["'broker'", "cacheFolder", "topicPrefix", "shares", "minInSyncReplicas", "maxRecordBytes", "operationTimeout", "needs a user", "needs a password", "/nowhere.pem", "properties.linger.msec is no property", "properties.linger.ms is not taken", "properties.enable.idempotence cannot be set"])
            Assert.Contains(faults, fault => fault.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void A_secret_is_shown_neither_by_the_options_nor_by_a_fault()
    {
        var options = new KafkaLogOptions("broker:9092", "cache")
        {
            Security = new() { Tls = true, Sasl = SaslMechanism.Plain, User = "hub", Password = "hush-1", KeyPassword = "hush-2" },
            Properties = new Dictionary<string, string> { ["ssl.key.pem"] = "hush-3", ["ssl.keystore.password"] = "hush-4" },
        };
        Assert.DoesNotContain("hush", options + string.Join(' ', options.Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_that_the_engine_only_tunes_is_the_users_to_set()
    {
        var options = new KafkaLogOptions("127.0.0.1:1", "cache");
        new ClientFactory(options).Transactional("id", (_, _, _, _) => { }).Dispose();
        // librdkafka takes no linger that is longer than a record may wait: it is asked, so the user's value has come to it.
        var refused = Assert.Throws<LogException>(() => new ClientFactory(options with { Properties = new Dictionary<string, string> { ["linger.ms"] = "60000" } }).Transactional("id", (_, _, _, _) => { }));
        Assert.Equal(LogError.Invalid, refused.Error);
        Assert.Contains("linger.ms", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_can_be_used_have_no_fault() =>
        Assert.Empty(new KafkaLogOptions("a:9092, b:9092", "cache") { Properties = new Dictionary<string, string> { ["compression.type"] = "lz4" } }.Faults());
}
