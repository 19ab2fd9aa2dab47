using Plutora.Integration.EventLog.Embedded.Catalog;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded.Maintenance;

/// <summary>Deletes tombstones past their retention. What they superseded went when they were swept.</summary>
internal sealed class GraveStep(EmbeddedEventLog log, Partition partition, DateTimeOffset now) : MaintenanceStep(log, partition)
{
    protected override bool Run(WriteSession session, TopicRetention retention)
    {
        if (retention.Compaction is not { } compaction) return false;
        var over = new List<(string Key, long Sequence)>();
        using (var rows = Partition.Table.Graves(session.Database, (now - compaction.TombstoneRetention).ToUnixTimeMilliseconds(), MaxRecords))
            while (rows.Step()) over.Add((rows.Text(0), rows.Number(1)));
        if (over.Count == 0) return false;
        session.KeepEnds(Partition);
        foreach (var (key, sequence) in over)
        {
            Partition.Table.Delete(session.Database, sequence);
            Partition.Table.ForgetNewest(session.Database, key, sequence);
        }

        return over.Count == MaxRecords;
    }
}
