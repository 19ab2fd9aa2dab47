using System.Runtime.CompilerServices;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>Goes over the stored entities of some kinds, of all instances, without reading the others.</summary>
internal sealed class EntityWalk(IEventLog log)
{
    /// <summary>Ids of the entities, in an order that stays.</summary>
    /// <param name="kinds">Kinds of entity.</param>
    /// <param name="after">Id behind which to go on; null at first.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async IAsyncEnumerable<string> IdsAsync(IReadOnlyCollection<string> kinds, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (id, _) in EntriesAsync(kinds, after, cancellationToken).ConfigureAwait(false))
        {
            yield return id;
        }
    }

    /// <summary>The entities as they stand; deleted and waiting ones left out.</summary>
    public async IAsyncEnumerable<(EntityId Id, EntityState State)> EntitiesAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (id, value) in EntriesAsync([kind], null, cancellationToken).ConfigureAwait(false))
        {
            var state = EntityStateFormat.Read(value, id);
            if (state.Lives)
            {
                yield return (EntityId.Parse(id), state);
            }
        }
    }

    private async IAsyncEnumerable<(string Id, ReadOnlyMemory<byte> Value)> EntriesAsync(
        IReadOnlyCollection<string> kinds, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ordered = kinds.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (ordered.Count == 0)
        {
            yield break;
        }

        var instance = after is null ? await InstanceAsync("", cancellationToken).ConfigureAwait(false) : EntityId.Parse(after).Instance;
        var place = after is null ? 0 : Math.Max(0, ordered.IndexOf(EntityId.Parse(after).Entity));
        while (instance is not null)
        {
            for (; place < ordered.Count; place++, after = null)
            {
                await foreach (var entry in log.ScanStateAsync(OwnerBatch.EntityStore, $"{instance}/{ordered[place]}/", after, cancellationToken).ConfigureAwait(false))
                {
                    yield return (entry.Key, entry.Value);
                }
            }

            // All ids of an instance begin with it and a slash, and '0' is the character behind the slash.
            instance = await InstanceAsync(instance + '0', cancellationToken).ConfigureAwait(false);
            place = 0;
        }
    }

    private async ValueTask<string?> InstanceAsync(string after, CancellationToken cancellationToken)
    {
        await foreach (var entry in log.ScanStateAsync(OwnerBatch.EntityStore, "", after, cancellationToken).ConfigureAwait(false))
        {
            return EntityId.Parse(entry.Key).Instance;
        }

        return null;
    }
}
