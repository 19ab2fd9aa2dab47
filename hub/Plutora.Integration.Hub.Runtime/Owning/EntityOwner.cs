using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>The one place that publishes an entity: merges what records say of it and tells each change once.</summary>
/// <param name="events">Writes what is published.</param>
/// <param name="rules">Links by rules.</param>
/// <param name="time">The clock.</param>
/// <param name="leastVersion">The least version that is given to an entity, from a restore of the log.</param>
internal sealed class EntityOwner(EntityEvents events, RuleIndex rules, TimeProvider time, long leastVersion)
{
    private const string LinkType = "link";

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

        if (asked.Refetch is { } record && contributions.Any(c => c.Key != asked.Key && Precedence.IsOpen(c.Value, arriving)))
        {
            TieStore.Put(batch, id.Instance, record, asked.Key, arriving.Stamp);
        }

        (changed, var change) = Echoes.Mark(changed, arriving, asked.Change, time.GetUtcNow());
        await SettleAsync(batch, id, changed, change, cancellationToken).ConfigureAwait(false);
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
            await SettleAsync(batch, EntityId.Parse(asked.Entity), state with { Contributions = contributions }, asked.Change, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes back all that was said of an entity.</summary>
    public async ValueTask ForsakeAsync(OwnerBatch batch, Forsake asked, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(asked.Entity, cancellationToken).ConfigureAwait(false);
        var left = state with { Contributions = new Dictionary<string, Contribution>(), HadRecord = true };
        await SettleAsync(batch, EntityId.Parse(asked.Entity), left, asked.Change, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells that a person is gone without saying who it was, ends its topics with a tombstone, and keeps the version alone, so that no number comes twice (rule 11).</summary>
    public async ValueTask ForgetAsync(OwnerBatch batch, ForgetPerson asked, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(asked.Entity, cancellationToken).ConfigureAwait(false);
        var id = EntityId.Parse(asked.Entity);
        var type = EntityTypes.Get(id.Entity);
        var version = state.EntityVersion;
        if (version > 0)
        {
            version = NextVersion(version);
            events.AppendForgotten(batch, id, type, version, asked.Change);
            batch.Published++;
            Tell(batch, id, state, [], null, asked.Change);
            batch.Send(new TellLinks(asked.Entity, null, asked.Change));
        }

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
        await SettleAsync(batch, EntityId.Parse(asked.Entity), ObservedHistory.Add(state, asked.State), asked.Change, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a reference the id of its target; one that has an id keeps it.</summary>
    public async ValueTask ResolveAsync(OwnerBatch batch, Resolve asked, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(asked.Referrer, cancellationToken).ConfigureAwait(false);
        var key = asked.Key.ToString();
        if (state.Resolved.GetValueOrDefault(key) != asked.Target)
        {
            var resolved = new Dictionary<string, string>(state.Resolved, StringComparer.Ordinal) { [key] = asked.Target };
            await SettleAsync(batch, EntityId.Parse(asked.Referrer), state with { Resolved = resolved, Wanted = [.. state.Wanted.Where(w => w != key)] }, asked.Change, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Marks or unmarks an end of a link as deleted.</summary>
    public async ValueTask EndChangedAsync(OwnerBatch batch, EndChanged asked, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(asked.Link, cancellationToken).ConfigureAwait(false);
        if (state.GoneEnds.Contains(asked.End) != asked.Gone)
        {
            IReadOnlyList<string> gone = asked.Gone ? [.. state.GoneEnds, asked.End] : [.. state.GoneEnds.Where(e => e != asked.End)];
            await SettleAsync(batch, EntityId.Parse(asked.Link), state with { GoneEnds = gone }, asked.Change, cancellationToken).ConfigureAwait(false);
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

    // Rule 16: gone with its last primary record; mentions alone do not keep what a record was about (rule 3).
    internal static bool IsDead(EntityState state)
    {
        bool record = false, primary = false, gone = false;
        foreach (var contribution in state.Contributions.Values.Where(c => !c.Mention))
        {
            record |= !contribution.Gone;
            primary |= !contribution.Gone && !contribution.Secondary;
            gone |= contribution.Gone && !contribution.Secondary;
        }

        return state.HadRecord && !record || gone && !primary;
    }

    private async ValueTask SettleAsync(OwnerBatch batch, EntityId id, EntityState state, ChangeContext change, CancellationToken cancellationToken)
    {
        if (IsDead(state))
        {
            if (state.Lives)
            {
                Delete(batch, id, state, change);
            }
            else
            {
                batch.Put(id.ToString(), state with { Missing = [] });
            }

            return;
        }

        var type = EntityTypes.Get(id.Entity);
        var merged = EntityMerger.Merge(state.Contributions.Values, id.Entity == LinkType);
        var missing = Missing(type, merged.Fields);
        if (state.Contributions.Count == 0 || missing.Length > 0)
        {
            batch.Put(id.ToString(), state with { Missing = missing });
            return;
        }

        (state, merged) = await ReferencesAsync(batch, id, type, state, merged, change, cancellationToken).ConfigureAwait(false);
        merged = Observed(type, state, Ends(id, state, merged));
        var body = EntityJson.Body(merged);
        if (state.Lives && EntityJson.HasBody(state.Published!, body))
        {
            batch.Put(id.ToString(), state with { Missing = [] });
            return;
        }

        Publish(batch, id, type, state, merged.Aliases, body, change);
    }

    private static string[] Missing(EntityDescriptor type, FieldSet fields)
    {
        List<string>? missing = null;
        foreach (var name in EntityShape.Of(type).Required)
        {
            if (!fields.Contains(name))
            {
                (missing ??= []).Add(name);
            }
        }

        return missing is null ? [] : [.. missing];
    }

    private static async ValueTask<(EntityState State, MergedEntity Merged)> ReferencesAsync(
        OwnerBatch batch, EntityId id, EntityDescriptor type, EntityState state, MergedEntity merged, ChangeContext change, CancellationToken cancellationToken)
    {
        var held = ReferenceFields.Find(type, merged.Fields);
        if (held.Count == 0 && state.Wanted.Count == 0)
        {
            return (state, merged);
        }

        var resolved = new Dictionary<string, string>(state.Resolved, StringComparer.Ordinal);
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in held.Where(r => !resolved.ContainsKey(r.ToString())))
        {
            var key = reference.ToString();
            if (await AliasIndex.ResolveAsync(batch, reference, id.Instance, change.At, cancellationToken).ConfigureAwait(false) is { Target: { } target })
            {
                resolved[key] = target;
            }
            else if (wanted.Add(key) && !state.Wanted.Contains(key))
            {
                batch.Send(new Want(id.ToString(), reference, change.At, change));
            }
        }

        foreach (var gone in state.Wanted.Where(w => !wanted.Contains(w)))
        {
            batch.Send(new Unwant(id.ToString(), ReferenceKey.Parse(gone)));
        }

        return (state with { Resolved = resolved, Wanted = [.. wanted] }, merged with { Fields = ReferenceFields.Resolve(type, merged.Fields, resolved) });
    }

    private static MergedEntity Ends(EntityId id, EntityState state, MergedEntity merged)
    {
        if (id.Entity != LinkType || state.GoneEnds.Count == 0)
        {
            return merged;
        }

        var marks = new List<FieldMember>();
        Mark("from", "fromGone");
        Mark("to", "toGone");
        return merged with { Fields = merged.Fields.With(marks) };

        void Mark(string end, string mark)
        {
            if (merged.Fields.TryGetValue(end, out var reference) && LinkIndex.EndOf(reference) is { } known && state.GoneEnds.Contains(known))
            {
                marks.Add(FieldMember.Of(mark, true, static (writer, gone) => writer.WriteBooleanValue(gone)));
            }
        }
    }

    private static MergedEntity Observed(EntityDescriptor type, EntityState state, MergedEntity merged)
    {
        if (state.Seen.Count == 0 || !ObservedHistory.IsKeptFor(type) || merged.Fields.Contains(ObservedHistory.Field) || ObservedHistory.Write(state) is not { } history)
        {
            return merged;
        }

        var told = new List<FieldMember> { FieldMember.Of(ObservedHistory.Field, history) };
        if (state.SeenOmitted > 0)
        {
            told.Add(FieldMember.Of(ObservedHistory.OmittedField, state.SeenOmitted, static (writer, omitted) => writer.WriteNumberValue(omitted)));
        }

        return merged with { Fields = merged.Fields.With(told) };
    }

    private void Publish(OwnerBatch batch, EntityId id, EntityDescriptor type, EntityState state, IReadOnlyList<AliasStatement> aliases, FieldSet body, ChangeContext change)
    {
        var version = NextVersion(state.EntityVersion);
        var published = EntityJson.Write(id, version, body);
        events.Append(batch, id, type, version, deleted: false, published.Json, change);
        batch.Published++;
        Tell(batch, id, state, aliases, published, change);
        if (state.Deleted)
        {
            batch.Send(new TellLinks(id.ToString(), null, change));
        }

        batch.Put(id.ToString(), state with { EntityVersion = version, Deleted = false, Missing = [], Published = published });
    }

    // The event carries the last known state (rule 16 of state).
    private void Delete(OwnerBatch batch, EntityId id, EntityState state, ChangeContext change)
    {
        var version = NextVersion(state.EntityVersion);
        var last = EntityJson.WithVersion(id, state.Published!, version);
        events.Append(batch, id, EntityTypes.Get(id.Entity), version, deleted: true, last.Json, change);
        batch.Published++;
        Tell(batch, id, state, [], null, change);
        batch.Send(new TellLinks(id.ToString(), null, change));
        foreach (var wanted in state.Wanted)
        {
            batch.Send(new Unwant(id.ToString(), ReferenceKey.Parse(wanted)));
        }

        batch.Put(id.ToString(), state with { EntityVersion = version, Deleted = true, Missing = [], Wanted = [], Published = last });
    }

    // Who keeps the indexes of aliases, of links and of rules is told what changed.
    private void Tell(OwnerBatch batch, EntityId id, EntityState state, IReadOnlyList<AliasStatement> after, FieldSet? published, ChangeContext change)
    {
        var name = id.ToString();
        var before = state.Deleted ? [] : EntityJson.Aliases(state.Published);
        foreach (var alias in Differences.Of(before, after))
        {
            batch.Send(new AliasChanged(alias.Alias, alias.Scope, name, Taken: false, change));
        }

        foreach (var alias in Differences.Of(after, before))
        {
            batch.Send(new AliasChanged(alias.Alias, alias.Scope, name, Taken: true, change));
        }

        var type = EntityTypes.Get(id.Entity);
        var (heldBefore, heldAfter) = (state.Deleted ? [] : ReferrerIndex.Targets(type, state.Published), ReferrerIndex.Targets(type, published));
        foreach (var (target, field) in Differences.Of(heldBefore, heldAfter))
        {
            batch.Send(new Referred(target, name, field, Present: false));
        }

        foreach (var (target, field) in Differences.Of(heldAfter, heldBefore))
        {
            batch.Send(new Referred(target, name, field, Present: true));
        }

        rules.Tell(batch, id, state.Deleted ? null : state.Published, published, change);
        if (id.Entity == LinkType)
        {
            var (gone, taken) = (state.Deleted ? [] : LinkIndex.Ends(state.Published), LinkIndex.Ends(published));
            foreach (var end in Differences.Of(gone, taken))
            {
                batch.Send(new LinkChanged(end, name, Present: false, change));
            }

            foreach (var end in Differences.Of(taken, gone))
            {
                batch.Send(new LinkChanged(end, name, Present: true, change));
            }
        }
    }

    // No number comes twice, also after a grave, a forgetting or a restore (rule 11 of state).
    private long NextVersion(long last) => Math.Max(Math.Max(last + 1, time.GetUtcNow().ToUnixTimeMilliseconds()), leastVersion);
}
