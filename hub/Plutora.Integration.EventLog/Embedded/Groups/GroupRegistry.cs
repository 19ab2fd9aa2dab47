using System.Collections.Concurrent;
using Plutora.Integration.EventLog.Embedded.Catalog;
using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded.Groups;

/// <summary>All groups, as stored and as joined.</summary>
internal sealed class GroupRegistry(EmbeddedEventLog log)
{
    private readonly ConcurrentDictionary<string, ConsumerGroup> groups = new(StringComparer.Ordinal);

    public IEnumerable<ConsumerGroup> All => groups.Values.OrderBy(group => group.Name, StringComparer.Ordinal);

    public void Load(Database database)
    {
        var byId = new Dictionary<long, ConsumerGroup>();
        using (var rows = database.Prepare("SELECT id, name, topics FROM consumer_group").Bind())
            while (rows.Step())
                byId[rows.Number(0)] = groups[rows.Text(1)] = new(rows.Text(1), rows.Number(0), ReadFilter(rows.Text(2)));
        using var marks = database.Prepare("SELECT grp, partition, seq, offset FROM acknowledged").Bind();
        while (marks.Step()) byId[marks.Number(0)].SetMark(marks.Number(1), new(marks.Number(2), marks.Number(3)));
    }

    public async Task<ILogConsumer> JoinAsync(LogSubscription subscription, CancellationToken ct)
    {
        if (subscription.Group is not { Length: >= 1 and <= 249 })
            throw new LogException(LogError.Invalid, $"'{subscription.Group}' is no group name: it takes 1 to 249 characters.");
        log.Positions.Resolve(subscription.Start, log.Committed);
        return await log.Writer.WriteAsync(new SoleItem<EmbeddedConsumer>(
            session => new(log, Ensure(session, subscription.Group, subscription.Topics, subscription.Start), subscription.MaxBytes),
            member => Known(member.Membership).Join(member, subscription.Topics, log.Catalog))
        { Cancellation = ct });
    }

    public async Task ResetAsync(string name, TopicFilter topics, LogStart start, CancellationToken ct)
    {
        var sequence = log.Positions.Resolve(start, log.Committed);
        await log.Writer.WriteAsync(new SoleItem<(ConsumerGroup Group, Dictionary<long, Mark> Marks)>(
            session =>
            {
                var group = Ensure(session, name, topics, LogStart.Earliest, keepFilter: true);
                if (group.HasMembers)
                    throw new LogException(LogError.GroupActive, $"Group '{name}' has members; stop them before setting where it stands.");
                return (group, WriteMarks(session, group, log.Catalog.Matching(topics), sequence));
            },
            reset =>
            {
                foreach (var (partition, mark) in reset.Marks) Known(reset.Group).SetMark(partition, mark);
            })
        { Cancellation = ct });
    }

    /// <summary>Stores a sequence as what the group has acknowledged of each partition.</summary>
    public static Dictionary<long, Mark> WriteMarks(WriteSession session, ConsumerGroup group, IEnumerable<Partition> partitions, long sequence)
    {
        var marks = new Dictionary<long, Mark>();
        foreach (var partition in partitions)
        {
            var mark = new Mark(sequence, partition.Table.OffsetBehind(session.Database, sequence));
            session.Acknowledge(group.Id, partition.Id, mark);
            marks[partition.Id] = mark;
        }

        return marks;
    }

    public IReadOnlyList<GroupLag> Lag(string? name)
    {
        var catalog = log.Catalog;
        return log.Reader.Use(database => (IReadOnlyList<GroupLag>)
        [
            .. from each in All
               where name is null || each.Name == name
               from partition in catalog.Matching(each.Filter)
               let mark = each.MarkOf(partition)
               let end = partition.EndOffset
               let start = partition.Table.StartOffset(database) ?? end
               select new GroupLag(each.Name, partition.Topic, partition.Number, end, mark?.Offset, Math.Max(0, end - Math.Max(start, mark?.Offset ?? 0))),
        ]);
    }

    /// <summary>Makes a group, or sets what it has acknowledged: all before an offset, by partition.</summary>
    public async Task PlaceAsync(string name, TopicFilter filter, IReadOnlyDictionary<TopicPartition, long> next, CancellationToken ct) =>
        await log.Writer.WriteAsync(new SoleItem<(ConsumerGroup Group, Dictionary<long, Mark> Marks)>(
            session =>
            {
                var group = Ensure(session, name, filter, LogStart.Earliest);
                var marks = new Dictionary<long, Mark>();
                foreach (var (at, offset) in next.Where(n => n.Value > 0))
                {
                    var partition = log.Catalog.Find(at.Topic).Partitions[at.Partition];
                    var mark = new Mark(partition.Table.SequenceOf(session.Database, offset - 1) ?? throw new LogException(LogError.StorageFailed, $"Offset {offset - 1} of '{at.Topic}', partition {at.Partition}, is not in the copy."), offset);
                    session.Acknowledge(group.Id, partition.Id, mark);
                    marks[partition.Id] = mark;
                }

                return (group, marks);
            },
            placed =>
            {
                foreach (var (partition, mark) in placed.Marks) Known(placed.Group).SetMark(partition, mark);
            })
        { Cancellation = ct });

    public void Assign(TopicCatalog catalog)
    {
        foreach (var group in groups.Values) group.Assign(catalog);
    }

    private ConsumerGroup Known(ConsumerGroup group) => groups.GetOrAdd(group.Name, group);

    private ConsumerGroup Ensure(WriteSession session, string name, TopicFilter topics, LogStart start, bool keepFilter = false)
    {
        if (groups.TryGetValue(name, out var known))
        {
            if (keepFilter) return known;
            session.Database.Prepare("UPDATE consumer_group SET topics = ? WHERE id = ?").Bind().Add(WriteFilter(topics)).Add(known.Id).Run();
            return known;
        }

        session.Database.Prepare("INSERT INTO consumer_group(name, topics) VALUES(?, ?)").Bind().Add(name).Add(WriteFilter(topics)).Run();
        var made = new ConsumerGroup(name, session.Database.Number("SELECT last_insert_rowid()") ?? 0, topics);
        if (start is not LogStart.EarliestStart)
        {
            foreach (var (partition, mark) in WriteMarks(session, made, log.Catalog.Matching(topics), log.Positions.Resolve(start, session.Committed)))
                made.SetMark(partition, mark);
        }

        return made;
    }

    private static string WriteFilter(TopicFilter filter) => string.Join(',', filter.Names.Concat(filter.Prefixes.Select(prefix => prefix + "*")));

    private static TopicFilter ReadFilter(string stored) => stored.Split(',')
        .Select(part => part.EndsWith('*') ? TopicFilter.Prefix(part[..^1]) : TopicFilter.Exact(part))
        .Aggregate((all, part) => all.Or(part));
}
