using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded.Maintenance;

/// <summary>Empties a table of a deleted topic bit by bit, then drops it. Its result tells whether another step is needed, for this table or the next.</summary>
internal sealed class DropStep : WriteItem<bool>
{
    private const int MaxRecords = 500;

    public override void Write(WriteSession session)
    {
        if (session.Database.Number("SELECT partition FROM dropped LIMIT 1") is not { } partition) return;
        var table = new RecordTable(partition);
        if (table.DeleteSome(session.Database, MaxRecords) == 0)
        {
            table.Drop(session.Database);
            session.Database.Prepare("DELETE FROM dropped WHERE partition = ?").Bind().Add(partition).Run();
        }

        Result = true;
    }
}
