namespace Plutora.Integration.EventLog.Embedded.Storage;

/// <summary>The tables of the file, and what its header says of their version.</summary>
/// <remarks>Version 1 held all records in one table with an index by partition; version 2 has tables a partition (<see cref="RecordTable"/>).</remarks>
internal static class Schema
{
    /// <summary>"PLOG" in the header's application_id.</summary>
    public const long ApplicationId = 0x504C4F47;

    /// <summary>The version written, in the header's user_version.</summary>
    public const long Version = 2;

    private const string Tables = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE topic(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, delete_after INTEGER, compact_lag INTEGER, tombstones INTEGER);
        CREATE TABLE partition(id INTEGER PRIMARY KEY AUTOINCREMENT, topic INTEGER NOT NULL, number INTEGER NOT NULL, next_offset INTEGER NOT NULL DEFAULT 0, swept INTEGER NOT NULL DEFAULT 0, UNIQUE(topic, number));
        CREATE TABLE dropped(partition INTEGER PRIMARY KEY);
        CREATE TABLE consumer_group(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, topics TEXT NOT NULL);
        CREATE TABLE acknowledged(grp INTEGER NOT NULL, partition INTEGER NOT NULL, seq INTEGER NOT NULL, offset INTEGER NOT NULL, PRIMARY KEY(grp, partition)) WITHOUT ROWID;
        CREATE TABLE state(store TEXT NOT NULL, key TEXT NOT NULL, partition_key TEXT, value BLOB NOT NULL, PRIMARY KEY(store, key));
        """;

    /// <summary>Refuses a file that this engine does not know, before anything of it is touched.</summary>
    public static void Check(Database database, string path)
    {
        var application = database.Number("PRAGMA application_id");
        var version = database.Number("PRAGMA user_version") ?? 0;
        if (IsNew(database)) return;
        if (application != ApplicationId)
            throw new LogException(LogError.FormatUnknown, $"'{path}' is an SQLite database of something else, not an event log. Name another file; this one was left as it is.");
        if (version > Version)
            throw new LogException(LogError.FormatUnknown,
                $"The event log '{path}' has format {version}, written by a newer version of the hub; this one reads up to {Version}. Start the newer version; the file was left as it is.");
    }

    /// <summary>Makes the tables of a new file and migrates those of an older one.</summary>
    public static void Ensure(Database database)
    {
        if (IsNew(database)) Create(database);
        else if (database.Number("PRAGMA user_version") == 1) Migration.From1To2(database);
    }

    /// <summary>Gives the log a new name: positions of before belong to another log.</summary>
    public static void Rename(Database database) => database.Execute($"UPDATE meta SET value = '{NewName()}' WHERE name = 'name'");

    private static string NewName() => Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 8));

    /// <summary>True for a file without anything in it.</summary>
    public static bool IsNew(Database database) =>
        database.Number("PRAGMA application_id") == 0 && database.Number("PRAGMA user_version") == 0 && database.Number("SELECT count(*) FROM sqlite_schema") == 0;

    private static void Create(Database database) => database.InTransaction(() =>
    {
        database.Execute(Tables);
        database.Execute($"INSERT INTO meta VALUES('name', '{NewName()}'), ('sequence', 0)");
        database.Execute($"PRAGMA application_id = {ApplicationId}");
        database.Execute($"PRAGMA user_version = {Version}");
    });
}
