using System.Data.Common;
using System.Text.Json;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>Which topics are subscribed to, under which name, and what handles which event. Set up once, then run by an <see cref="EventSubscriber"/>.</summary>
/// <remarks>
/// Handlers are called one at a time, in the order in which events come: per entity that of its versions. An event that was handled before (the same or an older
/// <c>entityversion</c> of its entity) is dropped where the store remembers what was seen. A handler must not commit or dispose the transaction.
/// </remarks>
public sealed class Subscription
{
    private readonly List<(EntityDescriptor? Type, Func<ReceivedEvent, NormalizedEvent, DbTransaction?, CancellationToken, ValueTask> Handler)> _handlers = [];
    private Func<SubscriptionFault, FaultDecision> _onFault = _ => FaultDecision.Stop;

    /// <summary>A subscription without handlers yet.</summary>
    /// <param name="name">Its name in the store, 1 to 100 characters; never changes, since the position is kept under it.</param>
    /// <param name="topics">Topics, such as <c>cdm.pull-request.v1</c>; <c>cdm.*</c> alone for all.</param>
    /// <exception cref="ArgumentException">The name is empty or too long, or no topic is named.</exception>
    public Subscription(string name, params IReadOnlyList<string> topics)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > 100 || topics.Count == 0 || topics.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("A subscription needs a name of at most 100 characters and one topic at least, such as 'cdm.pull-request.v1' or 'cdm.*'.");
        }

        (Name, Topics) = (name, topics);
    }

    /// <summary>Its name in the store.</summary>
    public string Name { get; }

    /// <summary>Its topics.</summary>
    public IReadOnlyList<string> Topics { get; }

    /// <summary>
    /// How many events at most share one transaction of the store, of those that are here already; 100 by default, at least 1. When one of them fails, they are
    /// handled again one by one.
    /// </summary>
    public int BatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 100;

    internal bool BeginsAtLatest { get; private set; }

    internal bool StartsOver { get; private set; }

    /// <summary>Handles the events of one entity.</summary>
    /// <typeparam name="TEntity">A type of the common data model.</typeparam>
    /// <param name="handler">Called for each upserted and deleted event of the schema version that this client knows; others are passed over.</param>
    public Subscription Handle<TEntity>(Func<EntityEvent<TEntity>, CancellationToken, ValueTask> handler)
        where TEntity : Entity
    {
        var type = EntityTypes.All.Single(t => t.ClrType == typeof(TEntity));
        var json = EntityTypes.JsonTypeInfo<TEntity>();
        _handlers.Add((type, (received, told, transaction, ct) =>
            handler(new(received, told, transaction, told.Data.IsEmpty ? null : JsonSerializer.Deserialize(told.Data.Span, json)), ct)));
        return this;
    }

    /// <summary>Handles every event of the topics as it came, also of entities that this client does not know.</summary>
    /// <param name="handler">Called for each event.</param>
    public Subscription HandleRaw(Func<EventDelivery, CancellationToken, ValueTask> handler)
    {
        _handlers.Add((null, (received, told, transaction, ct) => handler(new(received, told, transaction), ct)));
        return this;
    }

    /// <summary>Without a stored position, begins behind the newest event instead of at the earliest.</summary>
    public Subscription BeginAtLatest()
    {
        BeginsAtLatest = true;
        return this;
    }

    /// <summary>
    /// When the stored position belongs to another log (410: the hub was restored or moved), begins again at the earliest event instead of ending with the
    /// exception. A store that remembers what was seen drops what was handled; with another one every event has its effect again.
    /// </summary>
    public Subscription StartOverWhenPositionIsLost()
    {
        StartsOver = true;
        return this;
    }

    /// <summary>Decides what follows when a handler or the store throws; <see cref="FaultDecision.Stop"/> unless this is set.</summary>
    /// <param name="decide">Called after the transaction was rolled back. What it throws ends the subscription.</param>
    public Subscription OnFault(Func<SubscriptionFault, FaultDecision> decide)
    {
        _onFault = decide;
        return this;
    }

    internal FaultDecision Decide(SubscriptionFault fault) => _onFault(fault);

    internal async ValueTask DispatchAsync(ReceivedEvent received, NormalizedEvent told, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        foreach (var (type, handler) in _handlers)
        {
            if (type is null || (type.Name == told.Type.Entity && type.Version == told.Type.Version))
            {
                await handler(received, told, transaction, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
