using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded.Catalog;

/// <summary>Topics as stored, made and changed.</summary>
internal sealed class TopicStore(EmbeddedEventLog log)
{
    public static TopicCatalog Load(Database database)
    {
        var catalog = TopicCatalog.Empty;
        using var topics = database.Prepare("SELECT id, name, delete_after, compact_lag, tombstones FROM topic").Bind();
        while (topics.Step())
        {
            var retention = new TopicRetention
            {
                DeleteAfter = topics.IsNull(2) ? null : TimeSpan.FromMilliseconds(topics.Number(2)),
                Compaction = topics.IsNull(3) ? null : new(TimeSpan.FromMilliseconds(topics.Number(3)), TimeSpan.FromMilliseconds(topics.Number(4))),
            };
            var partitions = LoadPartitions(database, topics.Number(0), topics.Text(1));
            catalog = catalog.With(new(topics.Number(0), new(topics.Text(1), partitions.Length, retention), partitions));
        }

        return catalog;
    }

    public async Task<TopicInfo> EnsureAsync(TopicDefinition definition, CancellationToken ct)
    {
        TopicRules.Check(definition);
        definition = definition with { Retention = InMilliseconds(definition.Retention) };
        if (log.Catalog.Topics.TryGetValue(definition.Name, out var known)) return Same(known, definition);
        var topic = await log.Writer.WriteAsync(new SoleItem<Topic>(
            session => log.Catalog.Topics.TryGetValue(definition.Name, out var made) ? made : Insert(session.Database, definition),
            made => log.Change(log.Catalog.With(made)))
        { Cancellation = ct });
        return Same(topic, definition);
    }

    public async Task<TopicInfo> UpdateAsync(string name, TopicRetention retention, CancellationToken ct)
    {
        TopicRules.Check(name, retention);
        retention = InMilliseconds(retention);
        return Info(await log.Writer.WriteAsync(new SoleItem<Topic>(
            session =>
            {
                var topic = log.Catalog.Find(name);
                Bind(session.Database.Prepare("UPDATE topic SET delete_after = ?, compact_lag = ?, tombstones = ? WHERE id = ?").Bind(), retention).Add(topic.Id).Run();
                return topic with { Definition = topic.Definition with { Retention = retention } };
            },
            changed => log.Change(log.Catalog.With(changed)))
        { Cancellation = ct }));
    }

    public async Task DeleteAsync(string name, CancellationToken ct) => await log.Writer.WriteAsync(new SoleItem<Topic>(
        session =>
        {
            var topic = log.Catalog.Find(name);
            session.KeepSequence();
            foreach (var partition in topic.Partitions)
            {
                // Its records go by and by, in maintenance: here they would hold up the writer.
                session.Database.Prepare("INSERT INTO dropped(partition) VALUES(?)").Bind().Add(partition.Id).Run();
                session.Database.Prepare("DELETE FROM acknowledged WHERE partition = ?").Bind().Add(partition.Id).Run();
            }

            session.Database.Prepare("DELETE FROM partition WHERE topic = ?").Bind().Add(topic.Id).Run();
            session.Database.Prepare("DELETE FROM topic WHERE id = ?").Bind().Add(topic.Id).Run();
            return topic;
        },
        topic =>
        {
            log.Change(log.Catalog.Without(name));
            foreach (var partition in topic.Partitions)
            {
                log.Maintainer.Empty(partition.Id);
                foreach (var group in log.Groups.All) group.SetMark(partition.Id, null);
            }
        })
    { Cancellation = ct });

    public TopicInfo Info(Topic topic) => log.Reader.Use(database => new TopicInfo(topic.Definition,
        [.. topic.Partitions.Select(partition => new PartitionInfo(partition.Number, partition.Table.StartOffset(database) ?? partition.EndOffset, partition.EndOffset))]));

    private TopicInfo Same(Topic known, TopicDefinition asked) => known.Definition == asked
        ? Info(known)
        : throw new LogException(LogError.TopicDiffers,
            $"Topic '{asked.Name}' exists with other settings and was left as it is. It has {Words(known.Definition)}; asked for were {Words(asked)}. "
            + "Change its retention explicitly (UpdateRetentionAsync); its partitions are changed only by copying into a topic made anew.");

    private static string Words(TopicDefinition topic) => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{topic.Partitions} partitions, delete after {(topic.Retention.DeleteAfter is { } age ? age.ToString() : "never")}, {(topic.Retention.Compaction is { } c ? $"compacted with lag {c.MinimumLag} and tombstones kept {c.TombstoneRetention}" : "not compacted")}");

    private static Partition[] LoadPartitions(Database database, long topic, string name)
    {
        var partitions = new List<Partition>();
        using var rows = database.Prepare("SELECT id, number, next_offset, swept FROM partition WHERE topic = ? ORDER BY number").Bind().Add(topic);
        while (rows.Step())
        {
            var partition = new Partition(rows.Number(0), name, (int)rows.Number(1)) { Swept = rows.Number(3) };
            var newest = partition.Table.Newest(database);
            partition.Publish(newest?.Sequence ?? 0, Math.Max(rows.Number(2), newest?.Offset + 1 ?? 0));
            partitions.Add(partition);
        }

        return [.. partitions];
    }

    private static Topic Insert(Database database, TopicDefinition definition)
    {
        Bind(database.Prepare("INSERT INTO topic(delete_after, compact_lag, tombstones, name) VALUES(?, ?, ?, ?)").Bind(), definition.Retention).Add(definition.Name).Run();
        var id = database.Number("SELECT last_insert_rowid()") ?? 0;
        var partitions = new Partition[definition.Partitions];
        for (var number = 0; number < partitions.Length; number++)
        {
            database.Prepare("INSERT INTO partition(topic, number) VALUES(?, ?)").Bind().Add(id).Add(number).Run();
            partitions[number] = new(database.Number("SELECT last_insert_rowid()") ?? 0, definition.Name, number);
            partitions[number].Table.Create(database);
        }

        return new(id, definition, partitions);
    }

    private static Statement Bind(Statement statement, TopicRetention retention) =>
        statement.Add(Milliseconds(retention.DeleteAfter)).Add(Milliseconds(retention.Compaction?.MinimumLag)).Add(Milliseconds(retention.Compaction?.TombstoneRetention));

    private static long? Milliseconds(TimeSpan? time) => time is { } span ? (long)span.TotalMilliseconds : null;

    private static TopicRetention InMilliseconds(TopicRetention retention) => new()
    {
        DeleteAfter = Whole(retention.DeleteAfter),
        Compaction = retention.Compaction is { } c ? new(Whole(c.MinimumLag)!.Value, Whole(c.TombstoneRetention)!.Value) : null,
    };

    private static TimeSpan? Whole(TimeSpan? time) => Milliseconds(time) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
}
