using System.Data.Common;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>
/// Keeps a subscription's position where the subscriber keeps its data. Delivery over HTTP is at least once; a store whose transaction holds data, seen versions
/// and position together turns it into: each event's effect once.
/// </summary>
public interface ISubscriptionStore
{
    /// <summary>The position after the last event whose transaction was committed; null at the first start. Called once at the start of a run.</summary>
    /// <param name="subscription">Name of the subscription.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<string?> LoadPositionAsync(string subscription, CancellationToken cancellationToken);

    /// <summary>Begins a transaction for one event or a few. Called again after a failure, whatever became of the last commit.</summary>
    /// <param name="subscription">Name of the subscription.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<ISubscriptionTransaction> BeginAsync(string subscription, CancellationToken cancellationToken);
}

/// <summary>A transaction of a subscription's store. Used by one caller at a time; disposed without a commit, it leaves nothing.</summary>
public interface ISubscriptionTransaction : IAsyncDisposable
{
    /// <summary>The database transaction that handlers write within; null where the store has none.</summary>
    DbTransaction? Database { get; }

    /// <summary>The newest version of an entity that was handled; null when none was, or the store does not remember.</summary>
    ValueTask<long?> SeenVersionAsync(EntityId entity, CancellationToken cancellationToken);

    /// <summary>Remembers that a version of an entity was handled.</summary>
    ValueTask MarkSeenAsync(EntityId entity, long version, CancellationToken cancellationToken);

    /// <summary>Sets the position after the last event of the transaction.</summary>
    ValueTask SavePositionAsync(string position, CancellationToken cancellationToken);

    /// <summary>Makes all of it durable together.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
