using Plutora.Integration.Hub.Runtime.Entities;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>Keeps which links an entity is an end of, and tells them when it is deleted or comes back (rule 23 of state).</summary>
internal static class LinkEnds
{
    private const int ToldAtOnce = 500;

    public static async ValueTask ChangedAsync(OwnerBatch batch, LinkChanged asked, CancellationToken cancellationToken)
    {
        batch.PutIndex(LinkIndex.Store, LinkIndex.Key(asked.End, asked.Link), asked.Present ? "1"u8.ToArray() : null, OwnerMessage.KeyOf(asked.End));
        if (asked.Present && await batch.IsDeletedAsync(asked.End, cancellationToken).ConfigureAwait(false))
        {
            batch.Send(new EndChanged(asked.Link, asked.End, Gone: true, asked.Change));
        }
    }

    public static async ValueTask TellAsync(OwnerBatch batch, TellLinks asked, CancellationToken cancellationToken)
    {
        var gone = await batch.IsDeletedAsync(asked.End, cancellationToken).ConfigureAwait(false);
        var page = await batch.ScanAsync(LinkIndex.Store, asked.End, asked.After, ToldAtOnce, cancellationToken).ConfigureAwait(false);
        foreach (var (key, _) in page)
        {
            batch.Send(new EndChanged(LinkIndex.LinkOf(key), asked.End, gone, asked.Change));
        }

        if (page.Count == ToldAtOnce)
        {
            batch.SendLater(asked with { After = page[^1].Key });
        }
    }
}
