namespace Plutora.Integration.EventLog.Embedded.Storage;

/// <summary>
/// Keeps the write-ahead log bounded. SQLite's own checkpoint carries its pages into the database after every 1,000, but lets it begin anew only at a moment
/// without a reader; under constant reading such a moment may never come, so past a limit the readers are held for it.
/// </summary>
internal sealed class WalKeeper(Database database, ReaderGate gate)
{
    /// <summary>Pages after which the log must begin anew; 16 MiB.</summary>
    private const long MaxPages = 4096;

    private long checkedAt;

    /// <summary>Called by the writer between transactions.</summary>
    public void Tend()
    {
        var written = database.PagesWritten;
        if (written - checkedAt < MaxPages) return;
        checkedAt = written;
        // Most pages are carried over here, beside the readers; what is left to do while they are held is little.
        if (PagesInLog() > MaxPages / 2 && !gate.BackingUp) gate.WithoutReaders(() => database.Number("PRAGMA wal_checkpoint(TRUNCATE)"));
    }

    private long PagesInLog()
    {
        using var rows = database.Prepare("PRAGMA wal_checkpoint(PASSIVE)").Bind();
        return rows.Step() ? rows.Number(1) : 0;
    }
}
