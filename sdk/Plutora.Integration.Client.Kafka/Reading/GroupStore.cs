using System.Data.Common;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Client.Kafka.Reading;

/// <summary>The caller's store, where there is one, with Kafka keeping the position: committed after the store's transaction was.</summary>
internal sealed class GroupStore(GroupSource source, ISubscriptionStore? inner) : ISubscriptionStore
{
    public ValueTask<string?> LoadPositionAsync(string subscription, CancellationToken cancellationToken) => default;

    public async ValueTask<ISubscriptionTransaction> BeginAsync(string subscription, CancellationToken cancellationToken) =>
        new Transaction(source, inner is null ? null : await inner.BeginAsync(subscription, cancellationToken).ConfigureAwait(false));

    private sealed class Transaction(GroupSource source, ISubscriptionTransaction? inner) : ISubscriptionTransaction
    {
        private string? _position;

        public DbTransaction? Database => inner?.Database;

        public ValueTask<long?> SeenVersionAsync(EntityId entity, CancellationToken cancellationToken) => inner?.SeenVersionAsync(entity, cancellationToken) ?? default;

        public ValueTask MarkSeenAsync(EntityId entity, long version, CancellationToken cancellationToken) => inner?.MarkSeenAsync(entity, version, cancellationToken) ?? default;

        public ValueTask SavePositionAsync(string position, CancellationToken cancellationToken)
        {
            _position = position;
            return default;
        }

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            if (inner is not null)
            {
                await inner.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            await source.CommitAsync(_position!).ConfigureAwait(false);
        }

        public ValueTask DisposeAsync() => inner?.DisposeAsync() ?? default;
    }
}
