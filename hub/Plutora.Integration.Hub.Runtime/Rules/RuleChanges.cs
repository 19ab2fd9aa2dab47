using System.Globalization;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>
/// Carries a change of rules over what is stored, in steps that each ask for the next through the owners' topic: memory is bounded, and a
/// restart goes on where it was. First all owners learn of the change, then stored entities are bound, then what earlier revisions stated
/// is withdrawn: a link that both state is never told as deleted.
/// </summary>
internal sealed class RuleChanges(IEventLog log, RuleBook book, RuleIndex index)
{
    private const int AtOnce = 500;
    private readonly EntityWalk _entities = new(log);

    public async ValueTask PassAsync(OwnerBatch batch, RuleToken asked, CancellationToken cancellationToken)
    {
        await book.RefreshAsync(asked.Generation, cancellationToken).ConfigureAwait(false);
        if (asked.Partition + 1 < batch.Owners.Partitions)
        {
            batch.SendLater(asked with { Partition = asked.Partition + 1, Place = batch.Owners.KeyOf(asked.Partition + 1) });
            return;
        }

        switch (asked.Round)
        {
            case RuleRound.Announce:
                batch.SendLater(new RuleWalk(asked.Generation, null, 0, asked.Change));
                break;
            case RuleRound.Stated:
                batch.SendLater(new RuleSweep(asked.Generation, 0, null, asked.Change));
                break;
            case RuleRound.Withdrawn:
                await NoteAsync(batch, asked.Generation, job => job with { Phase = RulePhase.Done }, cancellationToken).ConfigureAwait(false);
                break;
            default:
                Round(batch, asked.Generation, asked.Round + 1, asked.Change);
                break;
        }
    }

    public async ValueTask WalkAsync(OwnerBatch batch, RuleWalk asked, CancellationToken cancellationToken)
    {
        var rules = await ChangedAsync(batch, asked.Generation, cancellationToken).ConfigureAwait(false);
        var sides = rules.Select(id => book.Rules.Live(id)).OfType<CompiledRule>().Where(r => r.Revision == asked.Generation).SelectMany(r => new[] { r.From, r.To }).ToList();
        if (asked.After is null)
        {
            foreach (var id in sides.Select(s => s.Id).OfType<string>().Distinct(StringComparer.Ordinal))
            {
                batch.Send(new RuleBind(id, asked.Generation, asked.Change));
            }
        }

        var (looked, last) = (0, asked.After);
        await foreach (var id in _entities.IdsAsync([.. sides.Where(s => s.Id is null).Select(s => s.Entity)], asked.After, cancellationToken).ConfigureAwait(false))
        {
            batch.Send(new RuleBind(id, asked.Generation, asked.Change));
            last = id;
            if (++looked == AtOnce)
            {
                break;
            }
        }

        await NoteAsync(batch, asked.Generation, job => job with { Phase = RulePhase.Binding, Looked = asked.Looked + looked }, cancellationToken).ConfigureAwait(false);
        if (looked == AtOnce)
        {
            batch.SendLater(asked with { After = last, Looked = asked.Looked + looked });
        }
        else
        {
            Round(batch, asked.Generation, RuleRound.Bound, asked.Change);
        }
    }

    public async ValueTask BindAsync(OwnerBatch batch, RuleBind asked, CancellationToken cancellationToken)
    {
        await book.RefreshAsync(asked.Generation, cancellationToken).ConfigureAwait(false);
        var state = await batch.EntityAsync(asked.Entity, cancellationToken).ConfigureAwait(false);
        var id = EntityId.Parse(asked.Entity);
        if (!state.Deleted && state.Published is { } entity)
        {
            index.Bind(batch, id, entity, asked.Generation, asked.Change);
        }
    }

    public async ValueTask SweepAsync(OwnerBatch batch, RuleSweep asked, CancellationToken cancellationToken)
    {
        var rules = await ChangedAsync(batch, asked.Generation, cancellationToken).ConfigureAwait(false);
        await NoteAsync(batch, asked.Generation, job => job with { Phase = RulePhase.Withdrawing }, cancellationToken).ConfigureAwait(false);
        var looked = 0;
        var after = asked.After;
        for (var place = asked.Rule; place < rules.Count; place++, after = null)
        {
            // A later change of the same rule sees to what is left of all revisions before it.
            if (book.Find(rules[place]) is { } now && now.Revision > asked.Generation)
            {
                continue;
            }

            string? dropped = null;
            var live = book.Rules.Live(rules[place])?.Revision;
            await foreach (var entry in log.ScanStateAsync(RuleIndex.Store, rules[place] + '/', after, cancellationToken).ConfigureAwait(false))
            {
                var first = entry.Key[..entry.Key.IndexOf('\0', StringComparison.Ordinal)];
                if (live is { } revision && entry.Key.StartsWith(RuleIndex.Prefix(rules[place], revision), StringComparison.Ordinal))
                {
                    // The revision in force is the newest, so nothing behind it is dead.
                    break;
                }

                if (first != dropped)
                {
                    batch.Send(new RuleDrop(dropped = first, null, asked.Change));
                }

                if (++looked == AtOnce)
                {
                    batch.SendLater(asked with { Rule = place, After = entry.Key });
                    return;
                }
            }
        }

        Round(batch, asked.Generation, RuleRound.Dropped, asked.Change);
    }

    public static async ValueTask DropAsync(OwnerBatch batch, RuleDrop asked, CancellationToken cancellationToken)
    {
        var page = await batch.ScanAsync(RuleIndex.Store, asked.First, asked.After, AtOnce, cancellationToken).ConfigureAwait(false);
        var parts = asked.First.Split('/', 3);
        foreach (var (key, _) in page)
        {
            var names = key.Split('\0');
            batch.Send(new RuleKeyChanged(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2], names[1] == "f", names[2], Present: false, asked.Change));
        }

        batch.PutState(RuleIndex.CrowdStore, asked.First, null, asked.First);
        if (page.Count == AtOnce)
        {
            batch.SendLater(asked with { After = page[^1].Key });
        }
    }

    private static void Round(OwnerBatch batch, int generation, RuleRound round, ChangeContext change) =>
        batch.SendLater(new RuleToken(generation, round, 0, batch.Owners.KeyOf(0), change));

    private static async ValueTask<IReadOnlyList<string>> ChangedAsync(OwnerBatch batch, int generation, CancellationToken cancellationToken) =>
        await batch.StateAsync(RuleBook.JobStore, RuleBook.JobKey(generation), cancellationToken).ConfigureAwait(false) is { } stored ? RuleBook.ReadJob(stored, generation).Rules : [];

    private static async ValueTask NoteAsync(OwnerBatch batch, int generation, Func<RuleJob, RuleJob> change, CancellationToken cancellationToken)
    {
        var key = RuleBook.JobKey(generation);
        if (await batch.StateAsync(RuleBook.JobStore, key, cancellationToken).ConfigureAwait(false) is { } stored)
        {
            batch.PutState(RuleBook.JobStore, key, StateJson.Write(change(RuleBook.ReadJob(stored, generation)), RuntimeJson.Default.RuleJob), RuleWalk.Place);
        }
    }
}
