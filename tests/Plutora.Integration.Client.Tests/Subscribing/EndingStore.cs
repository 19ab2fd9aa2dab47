using System.Data.Common;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Client.Tests.Subscribing;

/// <summary>Ends the run once the last event's effect is committed, since a subscription has no end of its own.</summary>
internal sealed class EndingStore(ISubscriptionStore inner, SubscriberDatabase database, string last, long version, CancellationTokenSource stop) : ISubscriptionStore
{
    public ValueTask<string?> LoadPositionAsync(string subscription, CancellationToken cancellationToken) => inner.LoadPositionAsync(subscription, cancellationToken);

    public async ValueTask<ISubscriptionTransaction> BeginAsync(string subscription, CancellationToken cancellationToken) =>
        new Transaction(await inner.BeginAsync(subscription, cancellationToken), this);

    private sealed class Transaction(ISubscriptionTransaction inner, EndingStore store) : ISubscriptionTransaction
    {
        public DbTransaction? Database => inner.Database;

        public ValueTask<long?> SeenVersionAsync(EntityId entity, CancellationToken cancellationToken) => inner.SeenVersionAsync(entity, cancellationToken);

        public ValueTask MarkSeenAsync(EntityId entity, long version, CancellationToken cancellationToken) => inner.MarkSeenAsync(entity, version, cancellationToken);

        public ValueTask SavePositionAsync(string position, CancellationToken cancellationToken) => inner.SavePositionAsync(position, cancellationToken);

        public ValueTask CommitAsync(CancellationToken cancellationToken) => inner.CommitAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await store.EndAsync();
        }
    }

    private async Task EndAsync()
    {
        if (database.Effects().Any(e => e.Entity.EndsWith("/" + last, StringComparison.Ordinal) && e.Version == version))
        {
            await stop.CancelAsync();
        }
    }
}
