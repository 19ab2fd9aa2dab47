using System.Data.Common;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>
/// Keeps the position in a file, replaced in one step after the handlers returned. It remembers no seen versions and gives no transaction: after a crash the last
/// events come again, so handlers must bear repetition. For one subscription; a file each.
/// </summary>
/// <param name="path">The file; its folder must exist.</param>
public sealed class FileSubscriptionStore(string path) : ISubscriptionStore
{
    /// <inheritdoc/>
    public async ValueTask<string?> LoadPositionAsync(string subscription, CancellationToken cancellationToken) =>
        File.Exists(path) && (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim() is { Length: > 0 } position ? position : null;

    /// <inheritdoc/>
    public ValueTask<ISubscriptionTransaction> BeginAsync(string subscription, CancellationToken cancellationToken) => new(new Transaction(path));

    private sealed class Transaction(string path) : ISubscriptionTransaction
    {
        private string? _position;

        public DbTransaction? Database => null;

        public ValueTask<long?> SeenVersionAsync(EntityId entity, CancellationToken cancellationToken) => default;

        public ValueTask MarkSeenAsync(EntityId entity, long version, CancellationToken cancellationToken) => default;

        public ValueTask SavePositionAsync(string position, CancellationToken cancellationToken)
        {
            _position = position;
            return default;
        }

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            var draft = path + ".new";
            await using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(_position ?? ""), cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }

        public ValueTask DisposeAsync() => default;
    }
}
