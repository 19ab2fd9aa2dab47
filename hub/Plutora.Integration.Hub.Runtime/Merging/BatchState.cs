using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>The owner's state as one batch sees it: read once, changed in memory, written with the batch's transaction.</summary>
internal sealed class BatchState(ILogTransaction transaction)
{
    public const string EntityStore = "entities";
    public const string RecordStore = "records";
    private readonly Dictionary<string, EntityState> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecordState?> _records = new(StringComparer.Ordinal);

    /// <summary>The transaction that everything of the batch is part of.</summary>
    public ILogTransaction Transaction => transaction;

    public async ValueTask<EntityState> EntityAsync(string id, CancellationToken cancellationToken)
    {
        if (!_entities.TryGetValue(id, out var state))
        {
            state = await transaction.GetStateAsync(EntityStore, id, cancellationToken).ConfigureAwait(false) is { } stored
                ? StateJson.Read(stored, RuntimeJson.Default.EntityState, $"Entity '{id}'")
                : new();
            _entities[id] = state;
        }

        return state;
    }

    public void Put(string id, EntityState state)
    {
        _entities[id] = state;
        transaction.PutState(EntityStore, id, StateJson.Write(state, RuntimeJson.Default.EntityState));
    }

    public async ValueTask<RecordState?> RecordAsync(string key, CancellationToken cancellationToken)
    {
        if (!_records.TryGetValue(key, out var state))
        {
            state = await transaction.GetStateAsync(RecordStore, key, cancellationToken).ConfigureAwait(false) is { } stored
                ? StateJson.Read(stored, RuntimeJson.Default.RecordState, $"Record '{key}'")
                : null;
            _records[key] = state;
        }

        return state;
    }

    public void Put(string key, RecordState state, string partitionKey)
    {
        _records[key] = state;
        transaction.PutState(RecordStore, key, StateJson.Write(state, RuntimeJson.Default.RecordState), partitionKey);
    }
}
