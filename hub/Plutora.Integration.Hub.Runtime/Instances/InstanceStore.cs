using System.Collections.Concurrent;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>The configured instances, kept in the log's state (rule 32 of state).</summary>
public sealed class InstanceStore(IEventLog log)
{
    internal const string Store = "hub.instances";
    private readonly ConcurrentDictionary<string, InstanceDefinition> _instances = new(StringComparer.Ordinal);

    /// <summary>All instances, by id.</summary>
    public IReadOnlyList<InstanceDefinition> All => [.. _instances.Values.OrderBy(i => i.Id, StringComparer.Ordinal)];

    /// <summary>One instance, or null.</summary>
    public InstanceDefinition? Find(string id) => _instances.GetValueOrDefault(id);

    /// <summary>Reads what is stored: at start, and when another hub changed it.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var stored = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var entry in log.ScanStateAsync(Store, ct: cancellationToken).ConfigureAwait(false))
        {
            _instances[entry.Key] = StateJson.Read(entry.Value, RuntimeJson.Default.InstanceDefinition, $"Instance '{entry.Key}'");
            stored.Add(entry.Key);
        }

        foreach (var gone in _instances.Keys.Where(id => !stored.Contains(id)))
        {
            _instances.TryRemove(gone, out _);
        }
    }

    /// <summary>Stores an instance, new or changed.</summary>
    public async Task PutAsync(InstanceDefinition definition, CancellationToken cancellationToken)
    {
        await WriteAsync(definition.Id, StateJson.Write(definition, RuntimeJson.Default.InstanceDefinition), cancellationToken).ConfigureAwait(false);
        _instances[definition.Id] = definition;
    }

    /// <summary>Forgets an instance; its topics and entities stay.</summary>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await WriteAsync(id, null, cancellationToken).ConfigureAwait(false);
        _instances.TryRemove(id, out _);
    }

    private async Task WriteAsync(string id, byte[]? value, CancellationToken cancellationToken)
    {
        await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
        transaction.PutState(Store, id, value);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
