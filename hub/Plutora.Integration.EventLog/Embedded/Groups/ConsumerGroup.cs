using Plutora.Integration.EventLog.Embedded.Catalog;

namespace Plutora.Integration.EventLog.Embedded.Groups;

/// <summary>
/// A group: what it has acknowledged, its members, and who holds which partition. Members, claims and epochs change on the writer's thread alone,
/// between two commits; so a batch that passes its check there is still its member's when the commit ends.
/// </summary>
internal sealed class ConsumerGroup(string name, long id, TopicFilter filter)
{
    private readonly Lock gate = new();
    private readonly List<EmbeddedConsumer> members = [];
    private readonly Dictionary<long, Claim> claims = [];
    private readonly Dictionary<long, Mark> marks = [];
    private int epochs;

    public string Name { get; } = name;

    public long Id { get; } = id;

    public TopicFilter Filter { get; private set; } = filter;

    public bool HasMembers
    {
        get { lock (gate) return members.Count > 0; }
    }

    public Mark? MarkOf(Partition partition)
    {
        lock (gate) return marks.TryGetValue(partition.Id, out var mark) ? mark : null;
    }

    public void SetMark(long partition, Mark? mark)
    {
        lock (gate)
        {
            if (mark is { } set) marks[partition] = set;
            else marks.Remove(partition);
        }
    }

    public void Join(EmbeddedConsumer member, TopicFilter filter, TopicCatalog catalog)
    {
        lock (gate)
        {
            members.Add(member);
            Filter = filter;
        }

        Assign(catalog);
    }

    public void Leave(EmbeddedConsumer member, TopicCatalog catalog)
    {
        lock (gate) members.Remove(member);
        Assign(catalog);
    }

    /// <summary>Shares the partitions anew: those of one number in topics of one size go together, and whoever holds some keeps them, unless another holds two such sets less or more.</summary>
    public void Assign(TopicCatalog catalog)
    {
        lock (gate)
        {
            var sets = members.Count == 0 ? [] : catalog.Matching(Filter).GroupBy(partition => (catalog.Find(partition.Topic).Partitions.Length, partition.Number)).ToDictionary(set => set.Key, set => set.ToList());
            var wanted = sets.Values.SelectMany(set => set).Select(partition => partition.Id).ToHashSet();
            foreach (var claim in claims.Values.Where(claim => !wanted.Contains(claim.Partition.Id) || !members.Contains(claim.Owner)).ToList())
                claims.Remove(claim.Partition.Id);
            if (members.Count == 0) return;

            var held = members.ToDictionary(member => member, _ => new List<(int, int)>());
            foreach (var (key, set) in sets.OrderBy(set => set.Key))
                held[OwnerOf(set) ?? held.MinBy(each => each.Value.Count).Key].Add(key);
            while (held.MaxBy(each => each.Value.Count) is var most && held.MinBy(each => each.Value.Count) is var least && most.Value.Count - least.Value.Count > 1)
            {
                least.Value.Add(most.Value[^1]);
                most.Value.RemoveAt(most.Value.Count - 1);
            }

            foreach (var (member, keys) in held)
                foreach (var partition in keys.SelectMany(key => sets[key]))
                    Give(partition, member);
        }
    }

    /// <summary>What a member holds, and how far it has read.</summary>
    public List<(Claim Claim, int Epoch, long ReadSequence)> Held(EmbeddedConsumer member)
    {
        lock (gate) return [.. claims.Values.Where(claim => claim.Owner == member).Select(claim => (claim, claim.Epoch, claim.ReadSequence))];
    }

    /// <summary>Notes what was read, if the claim is still the one it was read under.</summary>
    public bool TryAdvance(Claim claim, int epoch, long readSequence)
    {
        lock (gate)
        {
            if (!IsCurrent(claim, epoch)) return false;
            claim.ReadSequence = readSequence;
            return true;
        }
    }

    public void CheckCurrent(Claim claim, int epoch)
    {
        lock (gate)
        {
            if (!IsCurrent(claim, epoch))
                throw new LogException(LogError.Fenced,
                    $"Group '{Name}' no longer takes this batch: partition {claim.Partition.Number} of '{claim.Partition.Topic}' was given to another member or rewound since it was read. Nothing was acknowledged; its records are delivered again.");
        }
    }

    /// <summary>Puts the claims, where still current, back to what is acknowledged.</summary>
    public void Rewind(IEnumerable<(Claim Claim, int Epoch)> read)
    {
        lock (gate)
        {
            foreach (var (claim, epoch) in read)
                if (IsCurrent(claim, epoch)) claim.Rewind(marks.GetValueOrDefault(claim.Partition.Id).Sequence);
        }
    }

    private bool IsCurrent(Claim claim, int epoch) => claims.GetValueOrDefault(claim.Partition.Id) == claim && claim.Epoch == epoch;

    // A topic made later has partitions without an owner; the set's other partitions have one.
    private EmbeddedConsumer? OwnerOf(List<Partition> set) => set.Select(partition => claims.GetValueOrDefault(partition.Id)?.Owner).FirstOrDefault(owner => owner is not null);

    private void Give(Partition partition, EmbeddedConsumer member)
    {
        if (claims.GetValueOrDefault(partition.Id)?.Owner != member)
            claims[partition.Id] = new Claim(partition, member, ++epochs, marks.GetValueOrDefault(partition.Id).Sequence);
    }
}
