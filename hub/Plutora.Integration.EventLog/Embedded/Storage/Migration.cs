namespace Plutora.Integration.EventLog.Embedded.Storage;

/// <summary>Carries older formats over, each in one transaction: a process ended midway finds the old file.</summary>
internal static class Migration
{
    /// <summary>From one table of all records to tables a partition. Needs as much free space as the records take.</summary>
    public static void From1To2(Database database) => database.InTransaction(() =>
    {
        database.Execute("ALTER TABLE partition RENAME TO partition_1");
        database.Execute("CREATE TABLE partition(id INTEGER PRIMARY KEY AUTOINCREMENT, topic INTEGER NOT NULL, number INTEGER NOT NULL, next_offset INTEGER NOT NULL DEFAULT 0, swept INTEGER NOT NULL DEFAULT 0, UNIQUE(topic, number))");
        database.Execute("INSERT INTO partition(id, topic, number, next_offset) SELECT id, topic, number, next_offset FROM partition_1");
        database.Execute("DROP TABLE partition_1");
        database.Execute("CREATE TABLE dropped(partition INTEGER PRIMARY KEY)");
        foreach (var id in Partitions(database))
        {
            new RecordTable(id).Create(database);
            database.Execute($"INSERT INTO record_{id}(seq, offset, time, key, headers, value) SELECT seq, offset, time, key, headers, value FROM record WHERE partition = {id} ORDER BY seq");
        }

        database.Execute("DROP TABLE record");
        database.Execute("PRAGMA user_version = 2");
    });

    private static List<long> Partitions(Database database)
    {
        var ids = new List<long>();
        using (var rows = database.Prepare("SELECT id FROM partition ORDER BY id").Bind())
            while (rows.Step()) ids.Add(rows.Number(0));
        database.Forget();
        return ids;
    }
}
