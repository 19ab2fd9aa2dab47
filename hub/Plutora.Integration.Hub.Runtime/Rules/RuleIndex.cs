using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>Keeps which entities give which keys, and states or withdraws the links between those that meet under one, whichever comes first.</summary>
internal sealed class RuleIndex(RuleBook book)
{
    public const string Store = "rules.keys";
    public const string CrowdStore = "rules.crowded";
    public const string PairStore = "rules.pairs";
    private const int AtOnce = 500;

    // Links by one text in all, as a multiple of those that one entity may get: a text that very many give on both sides means nothing.
    private const long MostPairs = 100;

    /// <summary>What the entries of a rule's revision begin with.</summary>
    public static string Prefix(string rule, int revision) => string.Create(CultureInfo.InvariantCulture, $"{rule}/{revision:D10}/");

    /// <summary>First part of the entries under one key.</summary>
    public static string First(string rule, int revision, string key) => Prefix(rule, revision) + key;

    /// <summary>Tells the owners of keys what changed with an entity.</summary>
    public void Tell(OwnerBatch batch, EntityId id, FieldSet? before, FieldSet? after, ChangeContext change)
    {
        foreach (var (rule, from) in book.Rules.Of(id.Entity))
        {
            var side = rule.Side(from);
            var (had, has) = (side.Keys(id, before), side.Keys(id, after));
            foreach (var key in Differences.Of(had, has))
            {
                batch.Send(new RuleKeyChanged(rule.Rule.Id, rule.Revision, key, from, id.ToString(), Present: false, change));
            }

            foreach (var key in Differences.Of(has, had))
            {
                batch.Send(new RuleKeyChanged(rule.Rule.Id, rule.Revision, key, from, id.ToString(), Present: true, change));
            }
        }
    }

    /// <summary>Tells the owners of keys what a stored entity gives to the rules of a change.</summary>
    public void Bind(OwnerBatch batch, EntityId id, FieldSet entity, int generation, ChangeContext change)
    {
        foreach (var (rule, from) in book.Rules.Of(id.Entity).Where(s => s.Rule.Revision == generation))
        {
            foreach (var key in rule.Side(from).Keys(id, entity))
            {
                batch.Send(new RuleKeyChanged(rule.Rule.Id, rule.Revision, key, from, id.ToString(), Present: true, change));
            }
        }
    }

    /// <summary>Takes what an entity gives into the index, or out of it.</summary>
    public async ValueTask ChangedAsync(OwnerBatch batch, RuleKeyChanged asked, CancellationToken cancellationToken)
    {
        await book.RefreshAsync(asked.Revision, cancellationToken).ConfigureAwait(false);
        var first = asked.PartitionKey;
        var entry = Key(first, asked.From, asked.Entity);
        var known = await batch.StateAsync(Store, entry, cancellationToken).ConfigureAwait(false);
        if (asked.Present)
        {
            await PresentAsync(batch, asked, first, entry, known is not null, cancellationToken).ConfigureAwait(false);
        }
        else if (asked.After is null ? known is not null : known is null)
        {
            // Where it came back meanwhile, what is left to withdraw stands again.
            batch.PutIndex(Store, entry, null, first);
            var relation = asked.Relation ?? Encoding.UTF8.GetString(known!.Value.Span);
            var met = await MeetAsync(batch, asked with { Relation = relation }, first, int.MaxValue, other => Withdraw(batch, asked, relation, other), cancellationToken).ConfigureAwait(false);
            await CountAsync(batch, first, -met, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask PresentAsync(OwnerBatch batch, RuleKeyChanged asked, string first, string entry, bool known, CancellationToken cancellationToken)
    {
        if (book.Rules.Live(asked.Rule, asked.Revision) is not { } rule || (asked.After is null ? known : !known))
        {
            return;
        }

        if (!known)
        {
            batch.PutIndex(Store, entry, Encoding.UTF8.GetBytes(rule.Rule.Relation), first);
        }

        if (await CountAsync(batch, first, 0, cancellationToken).ConfigureAwait(false) >= MostPairs * book.LinksPerRule)
        {
            batch.PutState(CrowdStore, first, Encoding.UTF8.GetBytes(asked.Entity), first);
            return;
        }

        var met = await MeetAsync(batch, asked, first, book.LinksPerRule, other => State(batch, asked, rule.Rule, other), cancellationToken).ConfigureAwait(false);
        await CountAsync(batch, first, met, cancellationToken).ConfigureAwait(false);
    }

    // About right is enough: it keeps a text from making links without end.
    private static async ValueTask<long> CountAsync(OwnerBatch batch, string first, int change, CancellationToken cancellationToken)
    {
        var known = await batch.StateAsync(PairStore, first, cancellationToken).ConfigureAwait(false) is { Length: sizeof(long) } stored ? BinaryPrimitives.ReadInt64LittleEndian(stored.Span) : 0;
        if (change == 0)
        {
            return known;
        }

        var value = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(value, Math.Max(0, known + change));
        batch.PutState(PairStore, first, known + change > 0 ? value : null, first);
        return known + change;
    }

    // Some at a time, so that a key that very many give costs no more memory.
    private static async ValueTask<int> MeetAsync(OwnerBatch batch, RuleKeyChanged asked, string first, int most, Action<string> met, CancellationToken cancellationToken)
    {
        // Entries of the first side lie before those of the second.
        var after = asked.After ?? (asked.From ? $"{first}\0f\u0001" : null);
        var side = $"{first}\0{(asked.From ? 't' : 'f')}\0";
        var page = await batch.ScanAsync(Store, first, after, AtOnce, cancellationToken).ConfigureAwait(false);
        var count = asked.Met;
        foreach (var (key, _) in page.TakeWhile(p => p.Key.StartsWith(side, StringComparison.Ordinal)))
        {
            if (count == most)
            {
                batch.PutState(CrowdStore, first, Encoding.UTF8.GetBytes(asked.Entity), first);
                return count - asked.Met;
            }

            count++;
            met(key[side.Length..]);
        }

        if (page.Count == AtOnce && page[^1].Key.StartsWith(side, StringComparison.Ordinal))
        {
            batch.SendLater(asked with { After = page[^1].Key, Met = count });
        }

        return count - asked.Met;
    }

    private static void State(OwnerBatch batch, RuleKeyChanged asked, LinkRule rule, string other)
    {
        var (from, to) = asked.From ? (asked.Entity, other) : (other, asked.Entity);
        if (from == to)
        {
            return;
        }

        var key = ContributionKey(asked);
        var evidence = asked.Key.Length == 0 || rule.From.Entity == "person" || rule.To.Entity == "person" ? null : asked.Key;
        var said = RuleLinks.Contribution(rule.Relation, from, to, rule.Id, rule.Confidence, evidence, key, asked.Change) with { MappingVersion = asked.Revision };
        batch.Send(new Contribute(RuleLinks.Id(rule.Relation, from, to).ToString(), key, said, asked.Change, null));
    }

    // Only what this revision states: a later one may state the same link by now.
    private static void Withdraw(OwnerBatch batch, RuleKeyChanged asked, string relation, string other)
    {
        var (from, to) = asked.From ? (asked.Entity, other) : (other, asked.Entity);
        batch.Send(new Withdraw(RuleLinks.Id(relation, from, to).ToString(), ContributionKey(asked), asked.Change) { Activation = asked.Revision });
    }

    private static string ContributionKey(RuleKeyChanged asked) => $"{RuleLinks.Instance}/{asked.Rule}/{asked.Key}";

    private static string Key(string first, bool from, string entity) => $"{first}\0{(from ? 'f' : 't')}\0{entity}";
}
