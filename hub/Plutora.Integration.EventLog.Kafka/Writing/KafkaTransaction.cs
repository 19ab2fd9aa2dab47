using Plutora.Integration.EventLog.Kafka.State;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>A transaction: held in memory until its commit, so that Kafka's own, which holds up readers while it is open, lasts for milliseconds.</summary>
/// <param name="writer">Writes it.</param>
/// <param name="cache">What is committed.</param>
/// <param name="commit">Its producer's commit.</param>
/// <param name="end">Called once: with whether it was committed.</param>
/// <param name="content">Where it gathers, empty; nobody else uses it until its end.</param>
internal sealed class KafkaTransaction(KafkaWriter writer, StateCache cache, Func<IReadOnlyList<Outgoing>, CancellationToken, Task<IReadOnlyList<long>>> commit, Func<bool, ValueTask> end, TransactionContent content) : ILogTransaction
{
    private bool ended;
    private bool committed;
    private bool told;

    public void Append(LogEntry entry)
    {
        ThrowIfEnded();
        content.Entries.Add(entry);
    }

    public ValueTask<ReadOnlyMemory<byte>?> GetStateAsync(string store, string key, CancellationToken ct)
    {
        ThrowIfEnded();
        ct.ThrowIfCancellationRequested();
        return new(content.State.TryGetValue(new(store, key), out var own) ? own.Value : cache.Get(new(store, key)));
    }

    public void PutState(string store, string key, ReadOnlyMemory<byte>? value, string? partitionKey)
    {
        ThrowIfEnded();
        TopicManager.CheckStore(store);
        // Where it is the key it needs no header of its own, in writing and in reading.
        content.State[new(store, key)] = new(value, partitionKey == key ? null : partitionKey);
    }

    public async ValueTask<IReadOnlyList<LogPosition>> CommitAsync(CancellationToken ct)
    {
        ThrowIfEnded();
        ended = true;
        var positions = await writer.WriteAsync(content, records => commit(records, ct), ct).ConfigureAwait(false);
        committed = true;
        return positions;
    }

    public async ValueTask DisposeAsync()
    {
        ended = true;
        if (told) return;
        told = true;
        await end(committed).ConfigureAwait(false);
    }

    private void ThrowIfEnded()
    {
        if (ended) throw new InvalidOperationException("The transaction has ended; begin another.");
    }
}
