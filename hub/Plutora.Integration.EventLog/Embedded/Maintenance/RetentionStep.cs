using Plutora.Integration.EventLog.Embedded.Catalog;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded.Maintenance;

/// <summary>Deletes the oldest records as long as they are over their age.</summary>
internal sealed class RetentionStep(EmbeddedEventLog log, Partition partition, DateTimeOffset now) : MaintenanceStep(log, partition)
{
    protected override bool Run(WriteSession session, TopicRetention retention)
    {
        if (retention.DeleteAfter is not { } age) return false;
        var until = (now - age).ToUnixTimeMilliseconds();
        var expired = new List<(long Sequence, string Key)>();
        long bytes = 0;
        using (var rows = Partition.Table.Outline(session.Database, after: 0))
        {
            while (expired.Count < MaxRecords && bytes < MaxBytes && rows.Step() && rows.Number(1) < until)
            {
                expired.Add((rows.Number(0), rows.Text(2)));
                bytes += rows.Number(4);
            }
        }

        if (expired.Count == 0) return false;
        session.KeepEnds(Partition);
        Partition.Table.DeleteThrough(session.Database, expired[^1].Sequence);
        foreach (var (sequence, key) in expired.Where(each => each.Sequence <= Partition.Swept)) Partition.Table.ForgetNewest(session.Database, key, sequence);
        return expired.Count == MaxRecords || bytes >= MaxBytes;
    }
}
