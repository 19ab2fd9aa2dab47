using Plutora.Integration.EventLog.Conformance;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>A log on the mock cluster, under a prefix of the test's own.</summary>
internal sealed class MockHost : ILogHost
{
    private readonly string folder = Directory.CreateTempSubdirectory("plutora-mock-cache").FullName;
    private readonly string prefix = $"m{Guid.NewGuid().ToString("n")[..12]}.";
    private int others;

    public int MaxRecordBytes => 1_000_000;

    public bool ControlsTime => false;

    private KafkaLogOptions Options => new(MockCluster.Address, Path.Combine(folder, "log")) { TopicPrefix = prefix, Shares = 4, MaxRecordBytes = MaxRecordBytes, Topics = kafka => new MockTopics(kafka) };

    /// <summary>A host for the test that runs, unless the mock cluster cannot serve it.</summary>
    public static ValueTask<ILogHost> CreateAsync()
    {
        if (MockLimits.Of(TestContext.Current.TestMethod!.MethodName) is { } reason) Assert.Skip(reason);
        return new(new MockHost());
    }

    public async ValueTask<IEventLog> OpenAsync() => await KafkaEventLog.OpenAsync(Options);

    public async ValueTask<IEventLog> OpenOtherAsync() => await KafkaEventLog.OpenAsync(Options with { TopicPrefix = $"{prefix}other{++others}.", CacheFolder = Path.Combine(folder, $"other{others}") });

    public void Advance(TimeSpan by) => throw new NotSupportedException("A broker's clock cannot be moved.");

    public Task MaintainAsync(IEventLog log) => throw new NotSupportedException("A broker maintains its topics when it sees fit.");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return default;
    }
}
