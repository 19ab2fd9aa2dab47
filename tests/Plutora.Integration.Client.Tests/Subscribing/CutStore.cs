using System.Data.Common;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Client.Tests.Subscribing;

/// <summary>The subscriber's store, cut before a commit, and after it: then the outcome is not known to the subscriber.</summary>
internal sealed class CutStore(ISubscriptionStore inner, Cuts cuts) : ISubscriptionStore
{
    public ValueTask<string?> LoadPositionAsync(string subscription, CancellationToken cancellationToken) => inner.LoadPositionAsync(subscription, cancellationToken);

    public async ValueTask<ISubscriptionTransaction> BeginAsync(string subscription, CancellationToken cancellationToken) =>
        new Transaction(await inner.BeginAsync(subscription, cancellationToken), cuts);

    private sealed class Transaction(ISubscriptionTransaction inner, Cuts cuts) : ISubscriptionTransaction
    {
        public DbTransaction? Database => inner.Database;

        public ValueTask<long?> SeenVersionAsync(EntityId entity, CancellationToken cancellationToken) => inner.SeenVersionAsync(entity, cancellationToken);

        public ValueTask MarkSeenAsync(EntityId entity, long version, CancellationToken cancellationToken) => inner.MarkSeenAsync(entity, version, cancellationToken);

        public ValueTask SavePositionAsync(string position, CancellationToken cancellationToken) => inner.SavePositionAsync(position, cancellationToken);

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            await cuts.PointAsync();
            await inner.CommitAsync(cancellationToken);
            await cuts.PointAsync();
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
