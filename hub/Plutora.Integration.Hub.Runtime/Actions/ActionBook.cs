using System.Globalization;
using Plutora.Integration.EventLog;

namespace Plutora.Integration.Hub.Runtime.Actions;

/// <summary>Reads actions and how far they have come.</summary>
public sealed class ActionBook(IEventLog log)
{
    private const int AtOnce = 500;

    /// <summary>Actions as the dispatcher has them, by id.</summary>
    internal const string Store = "actions";

    /// <summary>Actions that were taken and that the dispatcher has not seen yet, by id.</summary>
    internal const string AskedStore = "actions.asked";

    /// <summary>Ids of those that something is to be done about.</summary>
    internal const string OpenStore = "actions.open";

    /// <summary>All, the newest first.</summary>
    internal const string RecentStore = "actions.recent";

    /// <summary>An action by its id, or null.</summary>
    public async Task<ActionEntry?> FindAsync(string id, CancellationToken cancellationToken)
    {
        foreach (var store in (string[])[Store, AskedStore, Store])
        {
            // The dispatcher moves it from one store to the other in one transaction: a look at both, and at the first again, finds it.
            if (await log.GetStateAsync(store, id, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                return ActionEntry.Read(id, stored);
            }
        }

        return null;
    }

    /// <summary>Actions, the newest first.</summary>
    /// <param name="after">What the page before said comes next; null begins at the newest.</param>
    /// <param name="limit">Actions at most.</param>
    /// <param name="wanted">Which ones.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<ActionPage> ListAsync(string? after, int limit, Func<ActionEntry, bool> wanted, CancellationToken cancellationToken)
    {
        var page = new List<ActionEntry>();
        await foreach (var entry in log.ScanStateAsync(RecentStore, "", after, cancellationToken).ConfigureAwait(false))
        {
            if (await FindAsync(entry.Key[(entry.Key.IndexOf('-', StringComparison.Ordinal) + 1)..], cancellationToken).ConfigureAwait(false) is { } action && wanted(action))
            {
                page.Add(action);
                if (page.Count == limit)
                {
                    return new(page, entry.Key);
                }
            }
        }

        return new(page, null);
    }

    /// <summary>Forgets actions, and their idempotency keys, that were asked for before a time and are over.</summary>
    public async Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var old = new List<string>();
        await foreach (var entry in log.ScanStateAsync(RecentStore, "", Place(before), cancellationToken).ConfigureAwait(false))
        {
            old.Add(entry.Key);
        }

        foreach (var keys in old.Chunk(AtOnce))
        {
            await using var transaction = await log.BeginAsync("actions.forget", cancellationToken).ConfigureAwait(false);
            foreach (var key in keys)
            {
                var id = key[(key.IndexOf('-', StringComparison.Ordinal) + 1)..];
                if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is { IsOver: false })
                {
                    continue;
                }

                transaction.PutState(Store, id, (byte[]?)null, id);
                transaction.PutState(RecentStore, key, (byte[]?)null, id);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Key in <see cref="RecentStore"/>: the later, the earlier in order.</summary>
    internal static string RecentKey(ActionEntry entry) => $"{Place(entry.RequestedAt)}-{entry.Id}";

    private static string Place(DateTimeOffset at) => (long.MaxValue - at.ToUnixTimeMilliseconds()).ToString("D19", CultureInfo.InvariantCulture);
}

/// <summary>A page of actions.</summary>
/// <param name="Actions">The actions, the newest first.</param>
/// <param name="Next">Where the next page begins; null when there is none.</param>
public sealed record ActionPage(IReadOnlyList<ActionEntry> Actions, string? Next);
