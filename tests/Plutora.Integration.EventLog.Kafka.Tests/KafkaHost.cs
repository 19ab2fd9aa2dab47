using Plutora.Integration.EventLog.Conformance;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>A log on the shared broker, under a prefix of the test's own.</summary>
internal sealed class KafkaHost : ILogHost
{
    private readonly string folder = Directory.CreateTempSubdirectory("plutora-kafka-cache").FullName;
    private readonly string prefix = $"t{Guid.NewGuid().ToString("n")[..12]}.";
    private int others;

    public int MaxRecordBytes => 1_000_000;

    public bool ControlsTime => false;

    public KafkaLogOptions Options => new(Broker.Address, Path.Combine(folder, "log")) { TopicPrefix = prefix, Shares = 4, ReplicationFactor = 1, MaxRecordBytes = MaxRecordBytes };

    public static ValueTask<ILogHost> CreateAsync()
    {
        Broker.SkipIfMissing();
        return new(new KafkaHost());
    }

    public async ValueTask<IEventLog> OpenAsync() => await KafkaEventLog.OpenAsync(Options);

    public async ValueTask<IEventLog> OpenOtherAsync() =>
        await KafkaEventLog.OpenAsync(Options with { TopicPrefix = $"{prefix}other{++others}.", CacheFolder = Path.Combine(folder, $"other{others}") });

    public void Advance(TimeSpan by) => throw new NotSupportedException("A broker's clock cannot be moved.");

    public Task MaintainAsync(IEventLog log) => throw new NotSupportedException("A broker maintains its topics when it sees fit.");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return default;
    }
}
