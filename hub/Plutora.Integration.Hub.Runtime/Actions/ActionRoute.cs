using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Topics;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Actions;

/// <summary>Where an action goes: the instance, what its connector offers, and the target.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Offer">The action as its connector declares it.</param>
/// <param name="Target">Id of the target; null where something is created.</param>
internal sealed record ActionRoute(InstanceDefinition Instance, ActionDescriptor Offer, EntityId? Target);

/// <summary>Finds where an action goes, by its target or by the instance in which something is created.</summary>
internal sealed class ActionRouter(IEventLog log, EntityReader entities, InstanceStore instances, Func<string, Sdk.Connectors.ConnectorDescriptor?> connector)
{
    /// <summary>Finds the way, or says why there is none.</summary>
    public async Task<(ActionRoute? Route, ActionRefusal? Refusal)> FindAsync(ActionOrder order, CancellationToken cancellationToken)
    {
        if (order.Target is null)
        {
            return order.Instance is null
                ? (null, new(RefusalKind.Invalid, "Name a target (an entity's id or alias), or the instance in which something is to be created."))
                : Offered(order, order.Instance, null);
        }

        var found = await entities.FindAsync(order.Target, cancellationToken).ConfigureAwait(false);
        if (found.Candidates.Count > 0)
        {
            return (null, new(RefusalKind.Ambiguous, $"'{order.Target}' names several entities; target one of these ids.") { Faults = [.. found.Candidates.Select(c => c.Id)] });
        }

        if (found.Entity is null)
        {
            return (null, new(RefusalKind.NotFound, $"No entity has the id or alias '{order.Target}'."));
        }

        var id = EntityId.Parse(found.Entity.Id);
        if (found.Entity.Deleted)
        {
            return (null, new(RefusalKind.Gone, $"'{id}' is deleted; nothing can be changed of it."));
        }

        return order.Instance is not null && order.Instance != id.Instance
            ? (null, new(RefusalKind.Invalid, $"'{id}' belongs to instance '{id.Instance}', not to '{order.Instance}'. Leave the instance out, or name that one."))
            : Offered(order, id.Instance, id);
    }

    /// <summary>What may be asked of an entity, or of an instance where something is created.</summary>
    public IReadOnlyList<ActionDescriptor> Offers(string instance, string? entity) => instances.Find(instance) is { } known && connector(known.Connector) is { } declared
        ? [.. declared.Actions.Where(a => entity is null ? a.Entities.Count == 0 : a.Entities.Contains(entity, StringComparer.Ordinal))]
        : [];

    /// <summary>The request as the connector gets it, with the target's record as the hub has it.</summary>
    public async Task<ActionRequest> RequestAsync(ActionEntry action, CancellationToken cancellationToken)
    {
        var record = action.Target is null ? null : await RecordAsync(action.Target, cancellationToken).ConfigureAwait(false);
        return new()
        {
            ActionId = action.Id,
            Action = action.Action,
            Arguments = action.Arguments,
            Container = action.Container ?? record?.Container,
            Target = record?.Id ?? (action.Target is null ? null : EntityId.Parse(action.Target).Key),
            TargetStream = record?.Stream,
            Known = record?.Known,
        };
    }

    /// <summary>The record that the target is made of first of all, with what the hub has of it.</summary>
    public async Task<FetchRequest?> RecordAsync(string target, CancellationToken cancellationToken)
    {
        if (await log.GetStateAsync(OwnerBatch.EntityStore, target, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return null;
        }

        var state = EntityStateFormat.Read(stored, target);
        var first = state.Contributions.Values.Where(c => !c.Mention && !c.Gone).OrderBy(c => c.Secondary).ThenBy(c => c.StreamOrder).FirstOrDefault();
        if (first is null)
        {
            return null;
        }

        var (instance, stream) = (EntityId.Parse(target).Instance, first.Stream[(first.Stream.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        var partial = instances.Find(instance) is { } known && connector(known.Connector)?.Streams.FirstOrDefault(s => s.Id == stream) is { Partial: true };
        // A contribution names its record with the instance and stream in front.
        var rawKey = first.RawKey[(first.Stream.Length + 1)..];
        var raw = await RawAsync(instance, stream, rawKey, partial, cancellationToken).ConfigureAwait(false);
        return new(stream, raw?.Record.Id ?? RawKey.RecordIdOf(rawKey, partial), raw?.Record.Container) { Known = raw?.Record.Json };
    }

    private async Task<RawRecord?> RawAsync(string instance, string stream, string rawKey, bool partial, CancellationToken cancellationToken)
    {
        var key = $"{instance}/{stream}/{rawKey}";
        var topic = (await log.TopicsAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(t => t.Definition.Name == TopicNames.Raw(instance, stream))?.Definition;
        if (topic is null || await log.GetStateAsync(OwnerBatch.RecordStore, key, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return null;
        }

        var state = RecordStateFormat.Read(stored, key);
        var place = new TopicPartition(topic.Name, Partitioner.PartitionOf(RawKey.RecordIdOf(rawKey, partial), topic.Partitions));
        return await log.FindAsync(place, state.Offset, cancellationToken).ConfigureAwait(false) is { Value: not null } record ? RawRecord.From(record) : null;
    }

    private (ActionRoute? Route, ActionRefusal? Refusal) Offered(ActionOrder order, string instance, EntityId? target)
    {
        if (instances.Find(instance) is not { Removing: null } known)
        {
            return (null, new(RefusalKind.NotFound, $"There is no instance '{instance}'."));
        }

        if (connector(known.Connector) is null)
        {
            return (null, new(RefusalKind.Unavailable, $"Connector '{known.Connector}' of instance '{instance}' is not loaded; install it, or look at its fault with GET /api/v1/connectors."));
        }

        var offers = Offers(instance, target?.Entity);
        if (offers.FirstOrDefault(o => o.Name == order.Action) is { } offer)
        {
            return (new(known, offer, target), null);
        }

        var what = target is { } id ? $"of a {id.Entity}" : "without a target";
        var others = offers.Count == 0 ? $"It offers none {what}." : $"It offers {what}: {string.Join(", ", offers.Select(o => o.Name).Order(StringComparer.Ordinal))}.";
        return (null, new(RefusalKind.Invalid, $"Instance '{instance}' does not offer the action '{order.Action}' {what}. {others}"));
    }
}
