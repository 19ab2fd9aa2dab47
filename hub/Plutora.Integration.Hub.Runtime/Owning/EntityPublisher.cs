using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>Merges what is said of an entity and tells each change once: as events, and to those who keep indexes.</summary>
/// <param name="events">Writes what is published.</param>
/// <param name="notices">Tells who keeps indexes.</param>
/// <param name="time">The clock.</param>
/// <param name="leastVersion">The least version that is given to an entity, from a restore of the log.</param>
internal sealed class EntityPublisher(EntityEvents events, ChangeNotices notices, TimeProvider time, long leastVersion)
{
    /// <summary>Computes an entity anew from what is said of it, and publishes what differs from what was published.</summary>
    public async ValueTask SettleAsync(OwnerBatch batch, EntityId id, EntityState state, ChangeContext change, CancellationToken cancellationToken)
    {
        var name = id.ToString();
        if (EntityOwner.IsDead(state))
        {
            if (state.Lives)
            {
                Delete(batch, id, name, state, change);
            }
            else
            {
                batch.Put(name, state with { Missing = [] });
            }

            return;
        }

        var type = EntityTypes.Get(id.Entity);
        var merged = EntityMerger.Merge(state.Contributions.Values, id.Entity == LinkIndex.Entity);
        var missing = Missing(type, merged.Fields);
        if (state.Contributions.Count == 0 || missing.Length > 0)
        {
            batch.Put(name, state with { Missing = missing });
            return;
        }

        (state, merged) = await ReferencesAsync(batch, id, name, type, state, merged, change, cancellationToken).ConfigureAwait(false);
        merged = Observed(type, state, Ends(id, state, merged));
        var body = EntityJson.Body(merged);
        if (state.Lives && EntityJson.HasBody(state.Published!, body))
        {
            batch.Put(name, state with { Missing = [] });
            return;
        }

        Publish(batch, id, name, type, state, body, change);
    }

    /// <summary>Tells that a person is gone without saying who it was (rule 27 of state).</summary>
    /// <returns>The version of what was told; 0 where nothing had been published.</returns>
    public long Forget(OwnerBatch batch, EntityId id, EntityState state, ChangeContext change)
    {
        if (state.EntityVersion == 0)
        {
            return 0;
        }

        var version = NextVersion(state.EntityVersion);
        events.AppendForgotten(batch, id, EntityTypes.Get(id.Entity), version, change);
        batch.Published++;
        var name = id.ToString();
        notices.Tell(batch, id, name, state, null, change);
        batch.Send(new TellLinks(name, null, change));
        return version;
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
        OwnerBatch batch, EntityId id, string name, EntityDescriptor type, EntityState state, MergedEntity merged, ChangeContext change, CancellationToken cancellationToken)
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
                batch.Send(new Want(name, reference, change.At, change));
            }
        }

        foreach (var gone in state.Wanted.Where(w => !wanted.Contains(w)))
        {
            batch.Send(new Unwant(name, ReferenceKey.Parse(gone)));
        }

        return (state with { Resolved = resolved, Wanted = [.. wanted] }, merged with { Fields = ReferenceFields.Resolve(type, merged.Fields, resolved) });
    }

    private static MergedEntity Ends(EntityId id, EntityState state, MergedEntity merged)
    {
        if (id.Entity != LinkIndex.Entity || state.GoneEnds.Count == 0)
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

    private void Publish(OwnerBatch batch, EntityId id, string name, EntityDescriptor type, EntityState state, FieldSet body, ChangeContext change)
    {
        var version = NextVersion(state.EntityVersion);
        var published = EntityJson.Write(id, version, body);
        events.Append(batch, id, name, type, version, deleted: false, published.Json, change);
        batch.Published++;
        notices.Tell(batch, id, name, state, published, change);
        if (state.Deleted)
        {
            batch.Send(new TellLinks(name, null, change));
        }

        batch.Put(name, state with { EntityVersion = version, Deleted = false, Missing = [], Published = published });
    }

    // The event carries the last known state (rule 16 of state).
    private void Delete(OwnerBatch batch, EntityId id, string name, EntityState state, ChangeContext change)
    {
        var version = NextVersion(state.EntityVersion);
        var last = EntityJson.WithVersion(id, state.Published!, version);
        events.Append(batch, id, name, EntityTypes.Get(id.Entity), version, deleted: true, last.Json, change);
        batch.Published++;
        notices.Tell(batch, id, name, state, null, change);
        batch.Send(new TellLinks(name, null, change));
        foreach (var wanted in state.Wanted)
        {
            batch.Send(new Unwant(name, ReferenceKey.Parse(wanted)));
        }

        batch.Put(name, state with { EntityVersion = version, Deleted = true, Missing = [], Wanted = [], Published = last });
    }

    // No number comes twice, also after a grave, a forgetting or a restore (rule 11 of state).
    private long NextVersion(long last) => Math.Max(Math.Max(last + 1, time.GetUtcNow().ToUnixTimeMilliseconds()), leastVersion);
}
