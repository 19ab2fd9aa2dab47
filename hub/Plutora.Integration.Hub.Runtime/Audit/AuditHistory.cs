using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Topics;

namespace Plutora.Integration.Hub.Runtime.Audit;

/// <summary>The audit trail from its newest entry back. The log is read forwards only, so where each block of entries begins is kept in memory, and what a look wants is read from there: a trail that is kept for ever costs a few bytes an entry.</summary>
/// <param name="log">The event log.</param>
public sealed class AuditHistory(IEventLog log) : IDisposable
{
    /// <summary>Most entries that one look goes back over.</summary>
    public const int MostLookedAt = 20_000;

    private const int Block = 500;

    // Hubs that share a log have clocks of their own: the trail's order is nearly that of time.
    private static readonly TimeSpan Disorder = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly List<(LogStart Start, DateTimeOffset FirstAt)> _full = [];
    private readonly List<AuditEntry> _newest = [];
    private LogStart _blockStart = LogStart.Earliest;
    private LogStart _from = LogStart.Earliest;

    /// <summary>How many entries there are.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken) => (await TakeUpAsync(cancellationToken).ConfigureAwait(false)).Count;

    /// <summary>Looks back for entries, the newest first.</summary>
    /// <param name="search">Which ones.</param>
    /// <param name="before">Where the look before ended (<see cref="AuditLook.Before"/>); null begins at the newest.</param>
    /// <param name="limit">Entries at most.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<AuditLook> LookBackAsync(AuditSearch search, long? before, int limit, CancellationToken cancellationToken)
    {
        var trail = await TakeUpAsync(cancellationToken).ConfigureAwait(false);
        var found = new List<AuditEntry>();
        DateTimeOffset? seen = null;
        var left = MostLookedAt;
        var at = Math.Clamp(before ?? trail.Count, 0, trail.Count);
        while (at > 0)
        {
            var block = (int)((at - 1) / Block);
            if (search.Until is { } until && trail.FirstOf(block) > until + Disorder)
            {
                at = (long)block * Block;
                continue;
            }

            var entries = block < trail.Full.Count ? await ReadAsync(trail.Full[block].Start, cancellationToken).ConfigureAwait(false) : trail.Newest;
            for (; at > (long)block * Block; at--)
            {
                if (found.Count == limit || left == 0)
                {
                    return new(found, at, seen);
                }

                var entry = entries[(int)(at - 1 - ((long)block * Block))];
                if (entry.At < search.From - Disorder)
                {
                    return new(found, null, seen);
                }

                (seen, left) = (entry.At, left - 1);
                if (search.Holds(entry))
                {
                    found.Add(entry);
                }
            }
        }

        return new(found, null, seen);
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<Trail> TakeUpAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var (entries, next) = await PageAsync(_from, Block - _newest.Count, null, cancellationToken).ConfigureAwait(false);
                _newest.AddRange(entries ?? []);
                _from = next;
                if (_newest.Count == Block)
                {
                    _full.Add((_blockStart, _newest[0].At));
                    _newest.Clear();
                    _blockStart = _from;
                }

                if (entries is null)
                {
                    return new([.. _full], [.. _newest]);
                }
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<IReadOnlyList<AuditEntry>> ReadAsync(LogStart start, CancellationToken cancellationToken)
    {
        var block = new List<AuditEntry>(Block);
        while (block.Count < Block)
        {
            var (entries, next) = await PageAsync(start, Block - block.Count, Patience, cancellationToken).ConfigureAwait(false);
            block.AddRange(entries ?? throw new InvalidDataException($"The audit trail lost entries: {block.Count} of a block of {Block} are left."));
            start = next;
        }

        return block;
    }

    // Null at the end of the trail.
    private async Task<(IReadOnlyList<AuditEntry>? Entries, LogStart Next)> PageAsync(LogStart start, int most, TimeSpan? wait, CancellationToken cancellationToken)
    {
        var page = await log.ReadAsync(new(TopicFilter.Exact(TopicNames.Audit), start) { MaxRecords = most, MaxWait = wait }, cancellationToken).ConfigureAwait(false);
        return (
            page.Records.Count == 0 ? null : [.. page.Records.Where(r => r.Value is { Length: > 0 }).Select(r => StateJson.Read(r.Value!.Value, RuntimeJson.Default.AuditEntry, $"Audit entry {r.Offset}"))],
            LogStart.After(page.Next));
    }

    private sealed record Trail(IReadOnlyList<(LogStart Start, DateTimeOffset FirstAt)> Full, IReadOnlyList<AuditEntry> Newest)
    {
        public long Count => ((long)Full.Count * Block) + Newest.Count;

        public DateTimeOffset FirstOf(int block) => block < Full.Count ? Full[block].FirstAt : Newest[0].At;
    }
}
