using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>Settles by hand what a reference means (rule 22 of state).</summary>
public sealed class ReferenceSettler(IEventLog log, TimeProvider time)
{
    /// <summary>Tells the owner of an entity which target one of its references has.</summary>
    /// <param name="referrer">Id of the entity that holds the reference.</param>
    /// <param name="key">The reference.</param>
    /// <param name="target">Id of its target.</param>
    /// <param name="cancellationToken">Gives up before it is stored.</param>
    /// <returns>Null when done, else one sentence why it cannot be.</returns>
    public async Task<string?> SettleAsync(string referrer, ReferenceKey key, string target, CancellationToken cancellationToken)
    {
        if (!EntityId.TryParse(referrer, out _) || !EntityId.TryParse(target, out var to))
        {
            return $"'{(EntityId.TryParse(referrer, out _) ? target : referrer)}' is no entity id: expected <instance>/<entity>/<key>.";
        }

        if (to.Entity != key.Entity)
        {
            return $"The reference is to a {key.Entity}, and '{target}' is a {to.Entity}.";
        }

        if (await log.GetStateAsync(PendingReference.Store, PendingReference.KeyOf(referrer, key), cancellationToken).ConfigureAwait(false) is null)
        {
            return $"'{referrer}' has no reference to {key.Entity} '{key.Alias}' that waits; it may have been resolved meanwhile.";
        }

        var now = time.GetUtcNow();
        var change = new ChangeContext(new(null, null, now, null, now), 0, EventCause.Live, null);
        var topic = (await log.TopicsAsync(cancellationToken).ConfigureAwait(false)).First(t => t.Definition.Name == OwnerTopic.Name);
        var owners = new OwnerTopic(topic.Definition.Partitions);
        OwnerMessage[] messages = [new Resolve(referrer, key, target, change), new Unwant(referrer, key)];
        await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
        foreach (var message in messages)
        {
            foreach (var entry in owners.Entries(owners.PartitionOf(message), [message]))
            {
                transaction.Append(entry);
            }
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }
}
