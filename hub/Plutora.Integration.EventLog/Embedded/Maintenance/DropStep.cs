using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded.Maintenance;

/// <summary>
/// Empties the tables of one deleted partition bit by bit. Its result tells whether something was left. The empty tables go when the log is opened next:
/// a read begun before the deletion may still look into them.
/// </summary>
internal sealed class DropStep(long partition) : WriteItem<bool>
{
    private const int MaxRecords = 500;

    public override void Write(WriteSession session) => Result = new RecordTable(partition).DeleteSome(session.Database, MaxRecords);

    /// <summary>Drops what is empty, and gives the partitions that are not.</summary>
    public static IReadOnlyList<long> DropEmpty(Database database)
    {
        var deleted = new List<long>();
        using (var rows = database.Prepare("SELECT partition FROM dropped").Bind())
            while (rows.Step()) deleted.Add(rows.Number(0));
        return [.. deleted.Where(partition => !TryDrop(database, partition))];
    }

    private static bool TryDrop(Database database, long partition)
    {
        var table = new RecordTable(partition);
        if (!table.IsEmpty(database)) return false;
        database.InTransaction(() =>
        {
            table.Drop(database);
            database.Execute($"DELETE FROM dropped WHERE partition = {partition}");
        });
        return true;
    }
}
