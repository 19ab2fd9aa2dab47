using Plutora.Integration.EventLog.Embedded.Groups;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded;

/// <summary>A transaction: held in memory until its commit hands it to the writer.</summary>
internal sealed class EmbeddedTransaction(EmbeddedEventLog log, ProducerHold? producer, EmbeddedBatch? consumed, Holding? holding = null) : ILogTransaction
{
    private readonly List<LogEntry> entries = [];
    private readonly Dictionary<StateKey, StateValue> state = [];
    private bool ended;
    private bool committed;

    public void Append(LogEntry entry)
    {
        ThrowIfEnded();
        entries.Add(entry);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> GetStateAsync(string store, string key, CancellationToken ct)
    {
        ThrowIfEnded();
        return state.TryGetValue(new(store, key), out var own) ? own.Value : await log.GetStateAsync(store, key, ct);
    }

    public void PutState(string store, string key, ReadOnlyMemory<byte>? value, string? partitionKey)
    {
        ThrowIfEnded();
        state[new(store, key)] = new(value, partitionKey);
    }

    public async ValueTask<IReadOnlyList<LogPosition>> CommitAsync(CancellationToken ct)
    {
        ThrowIfEnded();
        log.CheckEntries(entries);
        log.CheckState(state);
        ended = true;
        var item = new CommitItem(log, entries) { State = state, Consumed = consumed, Holding = holding, Producer = producer, Cancellation = ct };
        var positions = await (producer is null ? log.Writer.WriteAsync(item) : producer.Commit(() => log.Writer.WriteAsync(item)));
        committed = true;
        return positions;
    }

    public async ValueTask DisposeAsync()
    {
        ended = true;
        if (committed || consumed is null) return;
        // Said to be committed from here on, so that a second disposal does not rewind again.
        committed = true;
        await log.Writer.ReleaseAsync(consumed.Rewind);
    }

    private void ThrowIfEnded()
    {
        if (ended) throw new InvalidOperationException("The transaction has ended; begin another.");
    }
}
