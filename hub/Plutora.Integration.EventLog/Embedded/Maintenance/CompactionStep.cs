using Plutora.Integration.EventLog.Embedded.Catalog;
using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded.Maintenance;

/// <summary>
/// Sweeps on through the records that are past the minimum lag: each takes its key's place as the newest, and the one it supersedes goes.
/// What is held is a table on disk, so memory stays flat however many keys there are.
/// </summary>
internal sealed class CompactionStep(EmbeddedEventLog log, Partition partition, DateTimeOffset now) : MaintenanceStep(log, partition)
{
    private long swept;

    public override void Applied() => Partition.Swept = Math.Max(Partition.Swept, swept);

    protected override bool Run(WriteSession session, TopicRetention retention)
    {
        swept = Partition.Swept;
        if (retention.Compaction is not { } compaction) return false;
        var rows = Due(session.Database, (now - compaction.MinimumLag).ToUnixTimeMilliseconds());
        foreach (var (sequence, key, grave) in rows)
        {
            if (Partition.Table.NewestOf(session.Database, key) is { } superseded) Partition.Table.Delete(session.Database, superseded);
            Partition.Table.SetNewest(session.Database, key, sequence, grave);
            swept = sequence;
        }

        if (rows.Count == 0) return false;
        session.KeepSwept(Partition, swept);
        return rows.Count == MaxRecords;
    }

    private List<(long Sequence, string Key, long? Grave)> Due(Database database, long until)
    {
        var due = new List<(long, string, long?)>();
        using var rows = Partition.Table.Outline(database, swept);
        while (due.Count < MaxRecords && rows.Step() && rows.Number(1) <= until)
            due.Add((rows.Number(0), rows.Text(2), rows.Number(3) == 1 ? rows.Number(1) : null));
        return due;
    }
}
