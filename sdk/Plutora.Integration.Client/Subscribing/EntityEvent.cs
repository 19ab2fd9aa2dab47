using System.Data.Common;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>An event on its way to a handler.</summary>
/// <param name="Received">The event as it came, with its position.</param>
/// <param name="Event">The event.</param>
/// <param name="Transaction">The store's transaction, in which the position commits; null where the store has none.</param>
public record EventDelivery(ReceivedEvent Received, NormalizedEvent Event, DbTransaction? Transaction)
{
    /// <summary>True when the entity is gone.</summary>
    public bool IsDeleted => Event.Type.Change == EntityChange.Deleted;

    /// <summary>A command on the store's connection, within its transaction. What it changes commits together with the position, or not at all.</summary>
    /// <param name="sql">The command's text.</param>
    /// <param name="parameters">Values of parameters by name, null for SQL's null.</param>
    /// <exception cref="InvalidOperationException">The store has no transaction.</exception>
    public DbCommand CreateCommand(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => Transaction is null
        ? throw new InvalidOperationException($"The store of this subscription gives no database transaction; run it with a {nameof(DbSubscriptionStore)}.")
        : DbSql.Command(Transaction, sql, parameters);
}

/// <summary>An event on its way to a typed handler.</summary>
/// <typeparam name="TEntity">The type of the common data model.</typeparam>
/// <param name="Received">The event as it came, with its position.</param>
/// <param name="Event">The event.</param>
/// <param name="Transaction">The store's transaction; null where the store has none.</param>
/// <param name="Entity">The entity: as it stands, or its last known state when it is deleted; null for a forgotten person.</param>
public sealed record EntityEvent<TEntity>(ReceivedEvent Received, NormalizedEvent Event, DbTransaction? Transaction, TEntity? Entity)
    : EventDelivery(Received, Event, Transaction)
    where TEntity : Entity;
