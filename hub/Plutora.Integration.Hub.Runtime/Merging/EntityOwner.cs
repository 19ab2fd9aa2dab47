using System.Security.Cryptography;
using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>The one place that publishes an entity: merges what records say of it and tells each change once.</summary>
internal sealed class EntityOwner(EntityEvents events, TimeProvider time)
{
    /// <summary>Takes what a record says of an entity, in place of what the same record said before.</summary>
    public async ValueTask ContributeAsync(BatchState batch, EntityId id, string key, Contribution contribution, ChangeContext change, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(id.ToString(), cancellationToken).ConfigureAwait(false);
        if (contribution.Mention && state.Contributions.TryGetValue(key, out var known) && Newer(known.Stamp, contribution.Stamp))
        {
            return;
        }

        var contributions = new Dictionary<string, Contribution>(state.Contributions, StringComparer.Ordinal) { [key] = contribution };
        Settle(batch, id, state with { Contributions = contributions }, change);
    }

    /// <summary>Takes back what a record said of an entity.</summary>
    public async ValueTask WithdrawAsync(BatchState batch, EntityId id, string key, ChangeContext change, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(id.ToString(), cancellationToken).ConfigureAwait(false);
        if (!state.Contributions.ContainsKey(key))
        {
            return;
        }

        var contributions = new Dictionary<string, Contribution>(state.Contributions, StringComparer.Ordinal);
        contributions.Remove(key, out var withdrawn);
        var left = state with { Contributions = contributions };
        if (withdrawn is { Mention: false } && state.PublishedHash is not null && !HasMain(left))
        {
            Delete(batch, id, left, change);
            return;
        }

        Settle(batch, id, left, change);
    }

    // A mention is kept once a stream, the newest (rule 3).
    private static bool Newer(RecordStamp known, RecordStamp arriving) =>
        (known.Time ?? known.OrderedAt) > (arriving.Time ?? arriving.OrderedAt);

    private static bool HasMain(EntityState state) => state.Contributions.Values.Any(c => !c.Mention);

    private void Settle(BatchState batch, EntityId id, EntityState state, ChangeContext change)
    {
        // Mentions neither keep an entity alive nor raise a dead one (rule 3).
        if (state.Deleted && !HasMain(state))
        {
            batch.Put(id.ToString(), state);
            return;
        }

        var merged = EntityMerger.Merge(state.Contributions.Values);
        var type = EntityTypes.Get(id.Entity);
        string[] missing = [.. type.Fields.Where(f => f.Required && !f.SetByHub && !merged.Fields.ContainsKey(f.Name)).Select(f => f.Name)];
        if (state.Contributions.Count == 0 || missing.Length > 0)
        {
            batch.Put(id.ToString(), state with { Missing = missing });
            return;
        }

        var hash = Hash(merged);
        if (hash == state.PublishedHash && !state.Deleted)
        {
            batch.Put(id.ToString(), state with { Missing = [] });
            return;
        }

        Publish(batch, id, type, state, merged, hash, change);
    }

    private void Publish(BatchState batch, EntityId id, EntityDescriptor type, EntityState state, MergedEntity merged, string hash, ChangeContext change)
    {
        var version = NextVersion(state.EntityVersion);
        var entity = EntityJson.Write(id, version, merged);
        events.Append(batch.Transaction, id, type, version, deleted: false, entity, change);
        AliasIndex.Change(batch.Transaction, id.ToString(), EntityJson.Aliases(state.Published), merged.Aliases, change.Stamp.Time ?? change.Stamp.ReceivedAt);
        Links(batch, id, state.Published, JsonElement.Parse(entity));
        batch.Put(id.ToString(), state with { EntityVersion = version, PublishedHash = hash, Deleted = false, Missing = [], Published = JsonElement.Parse(entity) });
    }

    // The event carries the last known state (rule 16 of state).
    private void Delete(BatchState batch, EntityId id, EntityState state, ChangeContext change)
    {
        var version = NextVersion(state.EntityVersion);
        var last = EntityJson.WithVersion(state.Published!.Value, version);
        events.Append(batch.Transaction, id, EntityTypes.Get(id.Entity), version, deleted: true, last, change);
        AliasIndex.Change(batch.Transaction, id.ToString(), EntityJson.Aliases(state.Published), [], change.Stamp.ReceivedAt);
        Links(batch, id, state.Published, null);
        batch.Put(id.ToString(), state with { EntityVersion = version, PublishedHash = null, Deleted = true, Published = JsonElement.Parse(last) });
    }

    private static void Links(BatchState batch, EntityId id, JsonElement? before, JsonElement? after)
    {
        if (id.Entity == "link")
        {
            LinkIndex.Change(batch.Transaction, id.ToString(), before, after);
        }
    }

    // No number comes twice, also after a grave, a forgetting or a restore (rule 11 of state).
    private long NextVersion(long last) => Math.Max(last + 1, time.GetUtcNow().ToUnixTimeMilliseconds());

    private static string Hash(MergedEntity merged) => Convert.ToBase64String(SHA256.HashData(EntityJson.Write(default, 0, merged)));
}
