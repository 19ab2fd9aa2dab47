using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Plutora.Integration.EventLog.Embedded.Storage;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
/// <remarks>Opened by Microsoft.Data.Sqlite, driven through its handle: a command and a reader object for every record would cost as much as the insert.</remarks>
internal sealed class Database : IDisposable
{
    // SQLITE_DBSTATUS_CACHE_WRITE of sqlite3.h, which the binding does not name.
    private const int CacheWrite = 9;

    private readonly SqliteConnection connection;
    private readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);

    private Database(SqliteConnection connection) => this.connection = connection;

    internal sqlite3 Handle => connection.Handle ?? throw new ObjectDisposedException(nameof(Database));

    public static Database Open(string path, params ReadOnlySpan<string> pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new LogException(LogError.StorageFailed, $"The event log '{path}' cannot be opened: {e.Message}", e);
        }

        var database = new Database(connection);
        try
        {
            foreach (var pragma in pragmas) database.Execute("PRAGMA " + pragma);
        }
        catch
        {
            database.Dispose();
            throw;
        }

        return database;
    }

    /// <summary>Makes the file, readable by its owner alone, when it is missing; SQLite gives what it lays beside it the same mode.</summary>
    public static void Touch(string path)
    {
        if (File.Exists(path)) return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var made = new FileStream(path, options);
    }

    /// <summary>The statement for this text, prepared once. It is reset and unbound.</summary>
    public Statement Prepare(string sql)
    {
        if (statements.TryGetValue(sql, out var statement)) return statement;
        Check(raw.sqlite3_prepare_v3(Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared));
        return statements[sql] = new Statement(this, prepared);
    }

    /// <summary>Runs statements of which no rows are wanted, not kept prepared.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <summary>The first column of the first row, or null.</summary>
    public long? Number(string sql)
    {
        using var rows = Prepare(sql).Bind();
        return rows.Step() && !rows.IsNull(0) ? rows.Number(0) : null;
    }

    /// <summary>Durable commits beside which readers read: WAL, flushed with every commit.</summary>
    public void UseWriteAheadLog(string path)
    {
        using (var mode = Prepare("PRAGMA journal_mode = WAL").Bind())
        {
            if (!mode.Step() || mode.Text(0) != "wal")
                throw new LogException(LogError.StorageFailed, $"The event log '{path}' lies where SQLite cannot share memory, such as a network share. Put it on a local disk.");
        }

        Execute("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864");
    }

    /// <summary>Pages written since the connection was opened.</summary>
    public long PagesWritten
    {
        get
        {
            Check(raw.sqlite3_db_status(Handle, CacheWrite, out var written, out _, 0));
            return written;
        }
    }

    /// <summary>Lets the file grow no further than this; a file already larger stays as it is.</summary>
    public void LimitTo(long bytes) => Number($"PRAGMA max_page_count = {bytes / (Number("PRAGMA page_size") ?? 4096)}");

    /// <summary>Copies the whole database, as of one moment, by SQLite's backup.</summary>
    public bool CopyTo(Database target)
    {
        try
        {
            connection.BackupDatabase(target.connection);
            return true;
        }
        catch (SqliteException failed)
        {
            var full = failed.SqliteErrorCode == raw.SQLITE_FULL;
            throw new LogException(full ? LogError.StorageFull : LogError.StorageFailed, $"The event log could not be copied to '{target.connection.DataSource}': {failed.Message}", failed);
        }
    }

    /// <summary>Runs the work in a transaction of its own.</summary>
    public void InTransaction(Action work)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            work();
            Execute("COMMIT");
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <summary>Closes the prepared statements, before tables go.</summary>
    public void Forget()
    {
        foreach (var statement in statements.Values) statement.Close();
        statements.Clear();
    }

    /// <summary>Ends a transaction that failed; SQLite may already have ended it itself.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(Handle) == 0) Execute("ROLLBACK");
    }

    public void Check(int result)
    {
        if (result is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE) return;
        var text = raw.sqlite3_errmsg(Handle).utf8_to_string();
        // By its name alone: whoever is asked to send again reads this too, and where the hub keeps its files is none of their business.
        throw (result & 0xff) switch
        {
            raw.SQLITE_FULL => new LogException(LogError.StorageFull,
                $"The event log '{Path.GetFileName(connection.DataSource)}' has no space left, on its disk or under its limit; nothing of this write was stored. Free space, and it goes on."),
            raw.SQLITE_NOTADB => new LogException(LogError.FormatUnknown, $"'{connection.DataSource}' is no event log, nor any SQLite database. Name another file; this one was left as it is."),
            _ => new LogException(LogError.StorageFailed, $"The event log '{Path.GetFileName(connection.DataSource)}' failed to read or write ({result}): {text}."),
        };
    }

    public void Dispose()
    {
        Forget();
        connection.Dispose();
    }
}
