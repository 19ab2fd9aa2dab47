using Confluent.Kafka;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>What a process left open, or may still believe to hold, is taken from it by those who go on.</summary>
public sealed class FencingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_left_open_by_a_process_that_is_gone_is_ended_by_the_next_one_and_holds_up_nobody()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        await using (var gone = await KafkaEventLog.OpenAsync(host.Options, Ct)) await PutAsync(gone, "t", "before");

        // As if killed between the write and the commit, with a transaction that the brokers would keep open for a minute.
        using var zombie = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = Broker.Address, TransactionalId = host.Options.TopicPrefix + "t", TransactionTimeoutMs = 60_000 })
            .SetKeySerializer(Serializers.ByteArray!).SetValueSerializer(Serializers.ByteArray!).Build();
        zombie.InitTransactions(TimeSpan.FromSeconds(30));
        zombie.BeginTransaction();
        for (var partition = 0; partition < host.Options.Shares; partition++)
            await zombie.ProduceAsync(new Confluent.Kafka.TopicPartition(host.Options.TopicPrefix + "_plutora.state", partition), new() { Key = [0], Value = [0] }, Ct);

        await using var next = await KafkaEventLog.OpenAsync(host.Options with { CacheFolder = host.Options.CacheFolder + "-next", OperationTimeout = TimeSpan.FromSeconds(20) }, Ct);
        await PutAsync(next, "another", "after");
        Assert.NotNull(await next.GetStateAsync("s", "before", Ct));
        Assert.True(Assert.ThrowsAny<KafkaException>(() => zombie.CommitTransaction(TimeSpan.FromSeconds(10))).Error.IsFatal);
    }

    [Fact]
    public async Task Two_processes_write_without_a_producer_of_their_own_and_neither_fences_the_other()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        await using var one = await KafkaEventLog.OpenAsync(host.Options, Ct);
        await using var two = await KafkaEventLog.OpenAsync(host.Options with { CacheFolder = host.Options.CacheFolder + "-two" }, Ct);
        await one.EnsureTopicAsync(new("a", 2, TopicRetention.Forever), Ct);
        for (var number = 0; number < 5; number++)
        {
            foreach (var log in (KafkaEventLog[])[one, two])
            {
                await using var transaction = await log.BeginAsync(Ct);
                transaction.Append(new("a", "k", "v"u8.ToArray()));
                transaction.PutState("s", $"k{number}", "v"u8.ToArray());
                await transaction.CommitAsync(Ct);
            }
        }

        // What another process committed is seen within moments.
        var seen = 0;
        for (var from = LogStart.Earliest; seen < 10;)
        {
            var page = await one.ReadAsync(new(TopicFilter.Exact("a"), from) { MaxWait = TimeSpan.FromMinutes(1) }, Ct);
            Assert.NotEmpty(page.Records);
            (seen, from) = (seen + page.Records.Count, LogStart.After(page.Next));
        }

        Assert.Equal(10, seen);
    }

    [Fact]
    public async Task A_process_comes_back_under_the_id_of_its_folder()
    {
        Broker.SkipIfMissing();
        await using var host = new KafkaHost();
        await using (var log = await KafkaEventLog.OpenAsync(host.Options, Ct)) Assert.NotNull(log.Name);
        var file = Path.Combine(host.Options.CacheFolder, "member");
        var first = await File.ReadAllTextAsync(file, Ct);
        await using (var log = await KafkaEventLog.OpenAsync(host.Options, Ct)) Assert.NotNull(log.Name);
        Assert.Equal(first, await File.ReadAllTextAsync(file, Ct));
    }

    private static async Task PutAsync(KafkaEventLog log, string id, string key)
    {
        await using var transaction = await log.BeginAsync(id, Ct);
        transaction.PutState("s", key, "v"u8.ToArray());
        await transaction.CommitAsync(Ct);
    }
}
