using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.State;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.Groups;

/// <summary>A member of a group as its caller has it.</summary>
internal sealed class KafkaConsumer(KafkaCluster kafka, Member member, string transactionalId, ProducerRegister register, int maxBytes, KafkaWriter writer, StateCache cache, PageReader pages, Func<Task> left) : ILogConsumer
{
    private TransactionalProducer? producer;
    private TransactionContent? spare;
    private bool disposed;

    public string Group => member.Group;

    public async ValueTask<LogBatch> ReadAsync(int maxRecords, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRecords, 1);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(disposed, this);
            var changed = member.Claims.Changed.Next;
            if (member.Claims.Deliver(member, maxRecords, maxBytes, atOnce: false) is { } batch) return batch;
            if (member.Fault is { } fault && !KafkaFault.IsPassing(fault)) throw KafkaFault.Of(fault, $"read for group '{Group}'", kafka.Rights.Reading(fault, Group));
            await ((Task)changed.WaitAsync(member.Claims.IsFilling ? TimeSpan.FromMilliseconds(5) : TimeSpan.FromSeconds(1), kafka.Options.Time, ct)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public ValueTask<LogBatch?> TryReadAsync(int maxRecords, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRecords, 1);
        ct.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(disposed, this);
        return new(member.Claims.Deliver(member, maxRecords, maxBytes, atOnce: true));
    }

    public IReadOnlyList<TopicPartition> Assigned => member.Claims.Assigned();

    public async ValueTask AcknowledgeAsync(LogBatch batch, CancellationToken ct)
    {
        var own = Own(batch);
        await kafka.Farewell.AwaitAsync(CommitAsync(() => member.Claims.Acknowledging(own), ct), $"acknowledge for group '{Group}'").ConfigureAwait(false);
    }

    public async ValueTask<ILogTransaction> BeginAsync(LogBatch consumed, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var own = Own(consumed);
        await member.SettledAsync(kafka.Options.OperationTimeout, ct).ConfigureAwait(false);
        member.Claims.Acknowledging(own);
        var content = Interlocked.Exchange(ref spare, null) ?? new();
        return new KafkaTransaction(writer, cache, (records, cancel) => CommitAsync(() => member.Claims.Acknowledging(own), records, cancel), committed =>
        {
            if (!committed) member.Claims.Rewind(own);
            // One that was not committed may still be looked at by who commits it.
            else if (content.TryClear()) spare = content;
            return default;
        }, content);
    }

    public async ValueTask<ILogTransaction> BeginAsync(IReadOnlyList<TopicPartition> held, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await member.SettledAsync(kafka.Options.OperationTimeout, ct).ConfigureAwait(false);
        member.Claims.Holding(held);
        return new KafkaTransaction(writer, cache, (records, cancel) => CommitAsync(() => member.Claims.Holding(held), records, cancel), _ => default, new());
    }

    public ValueTask RewindAsync(CancellationToken ct)
    {
        member.Claims.Rewind(null);
        return default;
    }

    public async ValueTask SeekAsync(LogStart start, CancellationToken ct)
    {
        await member.SettledAsync(kafka.Options.OperationTimeout, ct).ConfigureAwait(false);
        var offsets = await pages.ResolveAsync(start, [.. member.Claims.All().Select(claim => claim.Partition)], ct).ConfigureAwait(false);
        await CommitAsync(() => [.. offsets.Select(each => new TopicPartitionOffset(each.Key, each.Value))], ct).ConfigureAwait(false);
        member.Claims.Rewind(null);
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        await member.DisposeAsync().ConfigureAwait(false);
        if (producer is not null) await Task.WhenAny(producer.DisposeAsync().AsTask(), kafka.Farewell.Over).ConfigureAwait(false);
        if (producer is null or { IsBroken: true }) register.LetGo(transactionalId);
        await left().ConfigureAwait(false);
    }

    private Task<IReadOnlyList<long>> CommitAsync(Func<List<TopicPartitionOffset>> acknowledging, IReadOnlyList<Outgoing> records, CancellationToken ct) => member.AcknowledgingAsync(async () =>
    {
        // The generation before the check of the claims: were it older than they, the broker would refuse it.
        var place = member.Reader.Place;
        var offsets = acknowledging();
        if (producer is null or { IsBroken: true })
        {
            if (producer is { } broken) await broken.DisposeAsync().ConfigureAwait(false);
            producer = null;
            producer = await register.OpenAsync(transactionalId, ct).ConfigureAwait(false);
            place = member.Reader.Place;
            offsets = acknowledging();
        }

        try
        {
            var stored = await producer.CommitAsync(records, new(offsets, place), ct).ConfigureAwait(false);
            member.Claims.Acknowledged(offsets);
            return stored;
        }
        catch (LogException unknown) when (unknown.Error == LogError.OutcomeUnknown)
        {
            await SettleAsync().ConfigureAwait(false);
            throw;
        }
    }, ct);

    /// <summary>Takes the producer's id over again, which ends its transaction one way or the other, and then looks at what the group has acknowledged.</summary>
    private async Task SettleAsync()
    {
        if (producer is { } broken) await broken.DisposeAsync().ConfigureAwait(false);
        producer = null;
        member.Doubt();
    }

    /// <summary>Acknowledges without a transaction.</summary>
    private Task<bool> CommitAsync(Func<List<TopicPartitionOffset>> offsets, CancellationToken ct) => member.AcknowledgingAsync(async () =>
    {
        var due = offsets();
        if (due.Count == 0) return true;
        await kafka.CallAsync($"acknowledge for group '{Group}'", kafka.Rights.Group(Group), _ => KafkaCluster.BlockAsync(() =>
        {
            member.Reader.Commit(due);
            return true;
        }), ct).ConfigureAwait(false);
        member.Claims.Acknowledged(due);
        return true;
    }, ct);

    private KafkaBatch Own(LogBatch batch) => batch is KafkaBatch own && own.Owner == member
        ? own
        : throw new ArgumentException("The batch was read by another consumer; acknowledge it where it was read.", nameof(batch));
}
