using Plutora.Integration.Model.Entities;

namespace Plutora.Integration.Client.Reading;

/// <summary>An entity as it stands.</summary>
/// <typeparam name="TEntity">Its type of the common data model.</typeparam>
/// <param name="Entity">The entity, as it was last published.</param>
/// <param name="IsDeleted">True when it is gone; <paramref name="Entity"/> then is its last known state.</param>
public sealed record FoundEntity<TEntity>(TEntity Entity, bool IsDeleted)
    where TEntity : Entity;
