using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Plutora.Integration.Benchmarks.Log;

/// <summary>What a table and a prepared insert give, at the settings of the log: WAL, synchronous=FULL.</summary>
internal sealed class BareSqlite : IDisposable
{
    private readonly SqliteConnection connection;

    public BareSqlite(string folder)
    {
        connection = new($"Data Source={Path.Combine(folder, "bare.db")};Pooling=False");
        connection.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        Execute("CREATE TABLE record(id INTEGER PRIMARY KEY, time INTEGER NOT NULL, key TEXT NOT NULL, headers BLOB, value BLOB)");
    }

    /// <summary>Inserts all records, so many a transaction; records per second.</summary>
    public double Insert(Workload work, int perTransaction)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO record(time, key, headers, value) VALUES($time, $key, $headers, $value)";
        var time = insert.Parameters.Add("$time", SqliteType.Integer);
        var key = insert.Parameters.Add("$key", SqliteType.Text);
        var headers = insert.Parameters.Add("$headers", SqliteType.Blob);
        var value = insert.Parameters.Add("$value", SqliteType.Blob);
        insert.Prepare();
        var clock = Stopwatch.StartNew();
        for (var done = 0; done < work.Count; done += perTransaction)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var number = done; number < Math.Min(done + perTransaction, work.Count); number++)
            {
                time.Value = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                key.Value = Workload.Key(number);
                headers.Value = Workload.HeaderBytes;
                value.Value = work.Value;
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return work.Count / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Reads all records in pages like the log's (500 records or 4 MiB), each a list that holds them; records per second.</summary>
    public double ReadPages(Workload work)
    {
        using var select = connection.CreateCommand();
        select.CommandText = "SELECT id, time, key, headers, value FROM record WHERE id > $after ORDER BY id LIMIT 500";
        var after = select.Parameters.AddWithValue("$after", 0L);
        var clock = Stopwatch.StartNew();
        var count = 0;
        while (true)
        {
            var page = new List<(long Id, long Time, string Key, byte[] Headers, byte[] Value)>();
            using (var rows = select.ExecuteReader())
                for (long bytes = 0; bytes < 4 * 1024 * 1024 && rows.Read(); bytes += page[^1].Value.Length)
                    page.Add((rows.GetInt64(0), rows.GetInt64(1), rows.GetString(2), rows.GetFieldValue<byte[]>(3), rows.GetFieldValue<byte[]>(4)));
            if (page.Count == 0) break;
            count += page.Count;
            after.Value = page[^1].Id;
        }

        return count == work.Count ? count / clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"Bare SQLite gave {count} of {work.Count} records.");
    }

    /// <summary>Reads all records one by one and keeps none; records per second.</summary>
    public double ReadThrough(Workload work)
    {
        using var select = connection.CreateCommand();
        select.CommandText = "SELECT id, time, key, headers, value FROM record ORDER BY id";
        var clock = Stopwatch.StartNew();
        long bytes = 0;
        using (var rows = select.ExecuteReader())
            while (rows.Read())
                bytes += rows.GetInt64(0) >= 0 ? rows.GetString(2).Length + rows.GetFieldValue<byte[]>(3).Length + rows.GetFieldValue<byte[]>(4).Length : 0;
        var rate = work.Count / clock.Elapsed.TotalSeconds;
        return bytes > (long)work.Count * work.Bytes ? rate : throw new InvalidOperationException("Bare SQLite lost bytes.");
    }

    public void Dispose() => connection.Dispose();

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
