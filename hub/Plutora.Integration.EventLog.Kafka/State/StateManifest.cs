using Plutora.Integration.EventLog.Embedded.Storage;
using Plutora.Integration.EventLog.Kafka.State.Sorted;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>What a cache's files are, and how far the topic was read into them: a small SQLite file, changed in one transaction when all that it names lies safely on the disk. Used by one thread at a time.</summary>
internal sealed class StateManifest : IDisposable
{
    private const long Version = 3;

    private const string Tables = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE checkpoint(partition INTEGER PRIMARY KEY, offset INTEGER NOT NULL);
        CREATE TABLE run(number INTEGER PRIMARY KEY, age INTEGER NOT NULL, entry_bytes INTEGER NOT NULL, length INTEGER NOT NULL);
        CREATE TABLE value_file(number INTEGER PRIMARY KEY, length INTEGER NOT NULL);
        """;

    private readonly Database database;

    private StateManifest(Database database) => this.database = database;

    /// <summary>Opens the manifest of this log.</summary>
    /// <exception cref="InvalidDataException">It is another log's, another format's, unfinished or too old.</exception>
    public static StateManifest Open(string path, string identity, DateTimeOffset oldest)
    {
        var database = Database.Open(path, "busy_timeout = 5000");
        try
        {
            if (Unfit(database, identity, oldest) is { } reason) throw new InvalidDataException(reason);
            return Ready(path, database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Makes one that names nothing, and is unfinished until something is written.</summary>
    public static StateManifest Make(string path, string identity)
    {
        Database.Touch(path);
        var database = Database.Open(path, "busy_timeout = 5000");
        try
        {
            var manifest = Ready(path, database);
            database.InTransaction(() =>
            {
                database.Execute(Tables);
                database.Prepare("INSERT INTO meta VALUES('identity', ?), ('whole', 0), ('saved', 0), ('merged', 0)").Bind().Add(identity).Run();
                database.Execute($"PRAGMA user_version = {Version}");
            });
            return manifest;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>When what it names was saved.</summary>
    public DateTimeOffset Saved => DateTimeOffset.FromUnixTimeMilliseconds(database.Number("SELECT value FROM meta WHERE name = 'saved'") ?? 0);

    /// <summary>How far the topic was read.</summary>
    public Dictionary<int, long> Reached()
    {
        var reached = new Dictionary<int, long>();
        using var rows = database.Prepare("SELECT partition, offset FROM checkpoint").Bind();
        while (rows.Step()) reached[(int)rows.Number(0)] = rows.Number(1);
        return reached;
    }

    /// <summary>Opens the files that it names, and deletes all others.</summary>
    /// <exception cref="InvalidDataException">One is not there as it was written.</exception>
    public RunSet Files(StateFolder folder)
    {
        List<(int Number, long EntryBytes, long Length)> runs = [];
        List<(int Number, long Length)> values = [];
        using (var rows = database.Prepare("SELECT number, entry_bytes, length FROM run ORDER BY age DESC").Bind())
            while (rows.Step()) runs.Add(((int)rows.Number(0), rows.Number(1), rows.Number(2)));
        using (var rows = database.Prepare("SELECT number, length FROM value_file").Bind())
            while (rows.Step()) values.Add(((int)rows.Number(0), rows.Number(1)));
        folder.Keep(runs.Select(run => run.Number), values.Select(file => file.Number));
        var (sorted, files) = (new List<SortedRun>(), new List<ValueFile>());
        try
        {
            foreach (var (number, entryBytes, length) in runs) sorted.Add(SortedRun.Open(folder, number, entryBytes, length));
            foreach (var (number, length) in values) files.Add(ValueFile.Open(folder, number, length));
            return new(sorted, files, database.Number("SELECT value FROM meta WHERE name = 'merged'") ?? 0);
        }
        finally
        {
            foreach (var opened in sorted.Concat<Counted>(files)) opened.Dispose();
        }
    }

    /// <summary>Names these files, and no others.</summary>
    /// <param name="files">What lies safely on the disk.</param>
    /// <param name="reached">How far the topic was read into them.</param>
    /// <param name="saved">When.</param>
    public void Write(RunSet files, IReadOnlyDictionary<int, long> reached, DateTimeOffset saved) => database.InTransaction(() =>
    {
        database.Prepare("DELETE FROM run").Bind().Run();
        database.Prepare("DELETE FROM value_file").Bind().Run();
        foreach (var (newer, run) in files.Runs.Index())
            database.Prepare("INSERT INTO run VALUES(?, ?, ?, ?)").Bind().Add(run.Number).Add(-newer).Add(run.EntryBytes).Add(run.Length).Run();
        foreach (var (file, length) in files.Values)
            database.Prepare("INSERT INTO value_file VALUES(?, ?)").Bind().Add(file.Number).Add(length).Run();
        foreach (var (partition, offset) in reached)
            database.Prepare("INSERT INTO checkpoint VALUES(?, ?) ON CONFLICT(partition) DO UPDATE SET offset = excluded.offset").Bind().Add(partition).Add(offset).Run();
        Set("saved", saved.ToUnixTimeMilliseconds());
        Set("merged", files.Merged);
        Set("whole", 1);
    });

    public void Dispose() => database.Dispose();

    // Flushed with every commit, since what the manifest names no more is deleted after it.
    private static StateManifest Ready(string path, Database database)
    {
        database.UseWriteAheadLog(path);
        return new(database);
    }

    private static string? Unfit(Database database, string identity, DateTimeOffset oldest)
    {
        if (database.Number("PRAGMA user_version") is var version && version != Version) return $"its format is {version}, this hub's is {Version}";
        using (var rows = database.Prepare("SELECT value FROM meta WHERE name = 'identity'").Bind())
            if (!rows.Step() || rows.Text(0) != identity) return "it is of another log";
        if (database.Number("SELECT value FROM meta WHERE name = 'whole'") != 1) return "it was not read to the end";
        return database.Number("SELECT value FROM meta WHERE name = 'saved'") < oldest.ToUnixTimeMilliseconds() ? "it is too old" : null;
    }

    private void Set(string name, long value) => database.Prepare("UPDATE meta SET value = ? WHERE name = ?").Bind().Add(value).Add(name).Run();
}
