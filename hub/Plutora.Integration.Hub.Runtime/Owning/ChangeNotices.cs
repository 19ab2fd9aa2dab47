using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>Tells who keeps the indexes of aliases, links and rules what changed with an entity. Fields that stand as they did are not looked into.</summary>
/// <param name="rules">Links by rules.</param>
internal sealed class ChangeNotices(RuleIndex rules)
{
    /// <summary>Tells what changed.</summary>
    /// <param name="batch">Where to.</param>
    /// <param name="id">The entity.</param>
    /// <param name="name">Its id as text.</param>
    /// <param name="state">The entity before.</param>
    /// <param name="published">The entity now; null once it is gone.</param>
    /// <param name="change">What made the change.</param>
    public void Tell(OwnerBatch batch, EntityId id, string name, EntityState state, FieldSet? published, ChangeContext change)
    {
        var before = state.Deleted ? null : state.Published;
        TellAliases(batch, name, before, published, change);
        rules.Tell(batch, id, before, published, change);
        if (id.Entity == LinkIndex.Entity)
        {
            TellEnds(batch, name, before, published, change);
        }
    }

    private static void TellAliases(OwnerBatch batch, string name, FieldSet? before, FieldSet? after, ChangeContext change)
    {
        if (FieldSet.HaveAlike(before, after, EntityJson.AliasesField))
        {
            return;
        }

        var (had, has) = (EntityJson.Aliases(before), EntityJson.Aliases(after));
        foreach (var alias in Differences.Of(had, has))
        {
            batch.Send(new AliasChanged(alias.Alias, alias.Scope, name, Taken: false, change));
        }

        foreach (var alias in Differences.Of(has, had))
        {
            batch.Send(new AliasChanged(alias.Alias, alias.Scope, name, Taken: true, change));
        }
    }

    private static void TellEnds(OwnerBatch batch, string name, FieldSet? before, FieldSet? after, ChangeContext change)
    {
        var (gone, taken) = (LinkIndex.Ends(before), LinkIndex.Ends(after));
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
