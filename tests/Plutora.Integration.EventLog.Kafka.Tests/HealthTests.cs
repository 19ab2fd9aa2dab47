using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>What is told of brokers that answer and refuse what is written.</summary>
public sealed class HealthTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_write_is_told_of_until_writes_are_taken_again_though_nobody_writes_meanwhile()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        await using var log = await KafkaEventLog.OpenAsync(host.Options with { OperationTimeout = TimeSpan.FromSeconds(5), Time = new LateClock() }, Ct);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Broker.Address }).Build();

        // The brokers answer, and take no record that is as old as those of this log.
        await TakeFromAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(LogError.StorageFailed, (await Assert.ThrowsAsync<LogException>(() => PutAsync(log))).Error);
        Assert.NotNull(log.Trouble);
        await Waiting.UntilAsync("it was tried twice", () => log.Health.Tries >= 2);
        Assert.NotNull(log.Trouble);

        await TakeFromAsync(TimeSpan.FromDays(1));
        await Waiting.UntilAsync("there is no trouble", () => log.Trouble is null);
        Assert.Null(await log.GetStateAsync("s", "k", Ct));
        await PutAsync(log);
        Assert.NotNull(await log.GetStateAsync("s", "k", Ct));

        Task TakeFromAsync(TimeSpan age) => admin.IncrementalAlterConfigsAsync(new()
        {
            [new() { Type = ResourceType.Topic, Name = host.Options.TopicPrefix + "_plutora.state" }] =
                [new() { Name = "message.timestamp.before.max.ms", Value = $"{age.TotalMilliseconds:0}", IncrementalOperation = AlterConfigOpType.Set }],
        });
    }

    private static async Task PutAsync(KafkaEventLog log)
    {
        await using var transaction = await log.BeginAsync(Ct);
        transaction.PutState("s", "k", "v"u8.ToArray());
        await transaction.CommitAsync(Ct);
    }

    private sealed class LateClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddHours(-1);
    }
}
