using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>Keeps who holds an alias and who waits for it, and brings the two together whichever comes first (rule 22 of state).</summary>
internal static class AliasOwner
{
    /// <summary>References told in one transaction that an alias was taken; the rest follow in the next, so that an alias wanted by millions costs no more memory.</summary>
    public const int ToldAtOnce = 500;

    public static async ValueTask ChangedAsync(OwnerBatch batch, AliasChanged asked, CancellationToken cancellationToken)
    {
        var holders = await AliasIndex.HoldersAsync(batch, asked.Alias, cancellationToken).ConfigureAwait(false);
        var known = Find(holders, asked);
        var from = known?.From < asked.Change.At ? known.From : asked.Change.At;
        var holder = new AliasHolder(asked.Holder, asked.Scope) { From = asked.Taken ? from : known?.From ?? from, Until = asked.Taken ? null : asked.Change.At };
        batch.PutIndex(AliasIndex.Store, AliasIndex.Key(asked.Alias, asked.Scope, asked.Holder), AliasIndex.Write(holder.From, holder.Until), asked.Alias);
        IReadOnlyList<AliasHolder> now = known is null ? [.. holders, holder] : [.. holders.Where(h => h != known), holder];
        SameRules.Apply(batch, asked, now);
        if (asked.Taken)
        {
            await MatchAsync(batch, asked, now, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Notes who waits, unless the alias has a holder by now.</summary>
    public static async ValueTask WantAsync(OwnerBatch batch, Want asked, CancellationToken cancellationToken)
    {
        var holders = await AliasIndex.HoldersAsync(batch, asked.Key.Alias, cancellationToken).ConfigureAwait(false);
        Settle(batch, new(asked.Referrer, asked.Key, asked.At, []), AliasIndex.Choose(holders, asked.Key, EntityId.Parse(asked.Referrer).Instance, asked.At), asked.Change);
    }

    public static void Unwant(OwnerBatch batch, Unwant asked) => batch.PutIndex(PendingReference.Store, PendingReference.KeyOf(asked.Referrer, asked.Key), null, asked.Key.Alias);

    private static AliasHolder? Find(IReadOnlyList<AliasHolder> holders, AliasChanged asked)
    {
        foreach (var holder in holders)
        {
            if (holder.Id == asked.Holder && holder.Scope == asked.Scope)
            {
                return holder;
            }
        }

        return null;
    }

    private static async ValueTask MatchAsync(OwnerBatch batch, AliasChanged taken, IReadOnlyList<AliasHolder> holders, CancellationToken cancellationToken)
    {
        var told = 0;
        string? after = null;
        while (true)
        {
            var page = await batch.ScanAsync(PendingReference.Store, taken.Alias, after, ToldAtOnce, cancellationToken).ConfigureAwait(false);
            foreach (var (key, value) in page)
            {
                after = key;
                var waiting = PendingReferenceFormat.Read(value, key);
                var found = AliasIndex.Choose(holders, waiting.Key, EntityId.Parse(waiting.Referrer).Instance, waiting.At);
                told += found.Target is null ? 0 : 1;
                Settle(batch, waiting, found, taken.Change);
            }

            if (page.Count < ToldAtOnce)
            {
                return;
            }

            if (told >= ToldAtOnce)
            {
                batch.SendLater(taken);
                return;
            }
        }
    }

    private static void Settle(OwnerBatch batch, PendingReference waiting, Resolution found, ChangeContext change)
    {
        var key = PendingReference.KeyOf(waiting.Referrer, waiting.Key);
        if (found.Target is { } target)
        {
            batch.PutIndex(PendingReference.Store, key, null, waiting.Key.Alias);
            batch.Send(new Resolve(waiting.Referrer, waiting.Key, target, change));
        }
        else
        {
            batch.PutIndex(PendingReference.Store, key, PendingReferenceFormat.Write(waiting with { Candidates = found.Candidates }), waiting.Key.Alias);
        }
    }
}
