using System.Collections.ObjectModel;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>The one place that keeps an entity: takes what is said of it, and has each change of it published once.</summary>
/// <param name="publisher">Publishes what differs.</param>
/// <param name="time">The clock.</param>
internal sealed class EntityOwner(EntityPublisher publisher, TimeProvider time)
{
    /// <summary>Takes what a record says of an entity.</summary>
    public async ValueTask ContributeAsync(OwnerBatch batch, Contribute asked, CancellationToken cancellationToken)
    {
        var arriving = asked.Contribution;
        var now = arriving.Mention ? await batch.EntityAsync(asked.Entity, cancellationToken).ConfigureAwait(false) : await FreeAsync(batch, asked.Entity, asked, cancellationToken).ConfigureAwait(false);
        if (now is not { } state)
        {
            return;
        }

        if (state.Contributions.TryGetValue(asked.Key, out var known) && (arriving.Mention && Precedence.IsNewerMention(known, arriving) || RuleLinks.IsOvertaken(arriving, known)))
        {
            return;
        }

        var contributions = new Dictionary<string, Contribution>(state.Contributions, StringComparer.Ordinal) { [asked.Key] = arriving };
        var changed = state with { Contributions = contributions, HadRecord = state.HadRecord || !arriving.Mention };
        if (arriving.Mention && contributions.Count == 1 && known is not null && known.SaysTheSame(arriving))
        {
            // People and repositories are mentioned by most records, and seldom anew.
            batch.Put(asked.Entity, changed);
            return;
        }

        var id = EntityId.Parse(asked.Entity);
        if (!arriving.Mention && !arriving.Gone && ObservedHistory.IsKeptFor(EntityTypes.Get(id.Entity)) && ObservedHistory.Read(arriving.Fields, asked.Change.At) is { } seen)
        {
            changed = ObservedHistory.Add(changed, seen);
        }

        if (asked.Refetch is { } record && Ties(contributions, asked.Key, arriving))
        {
            TieStore.Put(batch, id.Instance, record, asked.Key, arriving.Stamp);
        }

        (changed, var change) = Echoes.Mark(changed, arriving, asked.Change, time.GetUtcNow());
        await publisher.SettleAsync(batch, id, changed, change, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets what records say of an entity wait from now on, since an action on it is about to be asked of its tool.</summary>
    public static async ValueTask HoldBackAsync(OwnerBatch batch, HoldBack asked, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(asked.Entity, cancellationToken).ConfigureAwait(false);
        if (state.Contributions.Count > 0 && Echoes.Begin(state, asked) is var held && held != state)
        {
            batch.Put(asked.Entity, held);
        }

        batch.Holds.Add(asked.Action);
    }

    /// <summary>Lets what waits for an action's answer go on.</summary>
    public async ValueTask ReleaseAsync(OwnerBatch batch, Release asked, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(asked.Entity, cancellationToken).ConfigureAwait(false);
        if (state.Held?.Action != asked.Action && asked.Echo is null && state.Echoes.All(e => e.Action != asked.Action))
        {
            return;
        }

        var waiting = state.Held?.Action == asked.Action ? state.Held.Messages : [];
        batch.Put(asked.Entity, Echoes.End(state, asked.Action, asked.Echo));
        foreach (var message in waiting)
        {
            if (message is Withdraw withdrawn)
            {
                await WithdrawAsync(batch, withdrawn, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await ContributeAsync(batch, (Contribute)message, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes back what a record said of an entity.</summary>
    public async ValueTask WithdrawAsync(OwnerBatch batch, Withdraw asked, CancellationToken cancellationToken)
    {
        if (await FreeAsync(batch, asked.Entity, asked, cancellationToken).ConfigureAwait(false) is { } state
            && state.Contributions.TryGetValue(asked.Key, out var said) && (asked.Activation ?? said.MappingVersion) == said.MappingVersion)
        {
            var contributions = new Dictionary<string, Contribution>(state.Contributions, StringComparer.Ordinal);
            contributions.Remove(asked.Key);
            await publisher.SettleAsync(batch, EntityId.Parse(asked.Entity), state with { Contributions = contributions }, asked.Change, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes back all that was said of an entity.</summary>
    public async ValueTask ForsakeAsync(OwnerBatch batch, Forsake asked, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(asked.Entity, cancellationToken).ConfigureAwait(false);
        var left = state with { Contributions = ReadOnlyDictionary<string, Contribution>.Empty, HadRecord = true };
        await publisher.SettleAsync(batch, EntityId.Parse(asked.Entity), left, asked.Change, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells that a person is gone without saying who it was, ends its topics with a tombstone, and keeps the version alone, so that no number comes twice (rule 11).</summary>
    public async ValueTask ForgetAsync(OwnerBatch batch, ForgetPerson asked, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(asked.Entity, cancellationToken).ConfigureAwait(false);
        var version = publisher.Forget(batch, EntityId.Parse(asked.Entity), state, asked.Change);

        foreach (var wanted in state.Wanted)
        {
            batch.Send(new Unwant(asked.Entity, ReferenceKey.Parse(wanted)));
        }

        // Behind the changes that Tell asked for, which would only end the time for which the alias was held.
        foreach (var alias in EntityJson.Aliases(state.Published).Concat(state.Contributions.Values.SelectMany(c => c.Aliases)).Distinct())
        {
            batch.Send(new DropAlias(alias.Alias, alias.Scope, asked.Entity));
        }

        batch.Put(asked.Entity, new() { EntityVersion = version, Deleted = version > 0 });
    }

    /// <summary>Adds a state that an older record showed.</summary>
    public async ValueTask SeeAsync(OwnerBatch batch, See asked, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(asked.Entity, cancellationToken).ConfigureAwait(false);
        await publisher.SettleAsync(batch, EntityId.Parse(asked.Entity), ObservedHistory.Add(state, asked.State), asked.Change, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a reference the id of its target; one that has an id keeps it.</summary>
    public async ValueTask ResolveAsync(OwnerBatch batch, Resolve asked, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(asked.Referrer, cancellationToken).ConfigureAwait(false);
        var key = asked.Key.ToString();
        if (state.Resolved.GetValueOrDefault(key) != asked.Target)
        {
            var resolved = new Dictionary<string, string>(state.Resolved, StringComparer.Ordinal) { [key] = asked.Target };
            await publisher.SettleAsync(batch, EntityId.Parse(asked.Referrer), state with { Resolved = resolved, Wanted = [.. state.Wanted.Where(w => w != key)] }, asked.Change, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Marks or unmarks an end of a link as deleted.</summary>
    public async ValueTask EndChangedAsync(OwnerBatch batch, EndChanged asked, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(asked.Link, cancellationToken).ConfigureAwait(false);
        if (state.GoneEnds.Contains(asked.End) != asked.Gone)
        {
            IReadOnlyList<string> gone = asked.Gone ? [.. state.GoneEnds, asked.End] : [.. state.GoneEnds.Where(e => e != asked.End)];
            await publisher.SettleAsync(batch, EntityId.Parse(asked.Link), state with { GoneEnds = gone }, asked.Change, cancellationToken).ConfigureAwait(false);
        }
    }

    // The state that what is said changes; null where it waits for an action's answer. An action that is open for too long, or whose hub ended, holds nothing back any more; what waited comes first.
    private async ValueTask<EntityState?> FreeAsync(OwnerBatch batch, string entity, OwnerMessage said, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(entity, cancellationToken).ConfigureAwait(false);
        if (state.Held is not { } open)
        {
            return state;
        }

        var now = time.GetUtcNow();
        if (Echoes.Hold(state, said, now) is { } held)
        {
            batch.Put(entity, held);
            return null;
        }

        await ReleaseAsync(batch, new(entity, open.Action, new(open.Action, null, now + Echoes.Expected) { Open = true }), cancellationToken).ConfigureAwait(false);
        return await batch.EntityAsync(entity, cancellationToken).ConfigureAwait(false);
    }

    // Only the tool can tell which of two records that tie holds (rule 8).
    private static bool Ties(Dictionary<string, Contribution> contributions, string key, Contribution arriving)
    {
        foreach (var (other, said) in contributions)
        {
            if (other != key && Precedence.IsOpen(said, arriving))
            {
                return true;
            }
        }

        return false;
    }

    // Rule 16: gone with its last primary record; mentions alone do not keep what a record was about (rule 3).
    internal static bool IsDead(EntityState state)
    {
        bool record = false, primary = false, gone = false;
        foreach (var contribution in state.Contributions.Values)
        {
            record |= !contribution.Mention && !contribution.Gone;
            primary |= !contribution.Mention && !contribution.Gone && !contribution.Secondary;
            gone |= !contribution.Mention && contribution.Gone && !contribution.Secondary;
        }

        return state.HadRecord && !record || gone && !primary;
    }
}
