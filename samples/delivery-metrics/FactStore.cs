using System.Data.Common;
using Microsoft.Data.Sqlite;
using Plutora.Integration.Client.Subscribing;

namespace Acme.DeliveryMetrics;

/// <summary>The service's own database: what entities said, and the subscription's position beside it.</summary>
internal sealed class FactStore(string file)
{
    private const string Tables = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE IF NOT EXISTS application (said_by TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS production (said_by TEXT NOT NULL PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS deployment (said_by TEXT NOT NULL PRIMARY KEY, finished INTEGER NOT NULL, production INTEGER NOT NULL, environment TEXT, application TEXT, service TEXT, repository TEXT);
        CREATE TABLE IF NOT EXISTS deployed (said_by TEXT NOT NULL, sha TEXT NOT NULL, PRIMARY KEY (said_by, sha)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS change (said_by TEXT NOT NULL PRIMARY KEY, sha TEXT NOT NULL, committed INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS parent (said_by TEXT NOT NULL, sha TEXT NOT NULL, parent TEXT NOT NULL, PRIMARY KEY (said_by, parent)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS part (said_by TEXT NOT NULL, whole TEXT NOT NULL, part TEXT NOT NULL, PRIMARY KEY (said_by, whole, part)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS same (said_by TEXT NOT NULL PRIMARY KEY, one TEXT NOT NULL, other TEXT NOT NULL);
        """;

    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = file }.ToString();

    /// <summary>Where the subscription keeps its position: in the same database.</summary>
    public DbSubscriptionStore Positions => new(() => new SqliteConnection(_connection));

    public async Task CreateTablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = Tables;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await Positions.CreateTablesAsync(cancellationToken);
    }

    /// <summary>Everything that stands, as of one moment.</summary>
    public async Task<Facts> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var shas = (await RowsAsync("SELECT said_by, sha FROM deployed", row => (By: row.GetString(0), Sha: row.GetString(1)))).ToLookup(d => d.By, d => d.Sha);
        return new()
        {
            Applications = (await RowsAsync("SELECT said_by, name FROM application", row => (row.GetString(0), row.GetString(1)))).ToDictionary(),
            Production = (await RowsAsync("SELECT said_by FROM production", row => row.GetString(0))).ToHashSet(),
            Deployments = await RowsAsync(
                "SELECT said_by, finished, production, environment, application, service, repository FROM deployment",
                row => new DeployedFact(row.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), row.GetBoolean(2), Text(row, 3), Text(row, 4), Text(row, 5), Text(row, 6), [.. shas[row.GetString(0)]])),
            Committed = (await RowsAsync("SELECT sha, MIN(committed) FROM change GROUP BY sha", row => (row.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))))).ToDictionary(),
            Parents = (await RowsAsync("SELECT DISTINCT sha, parent FROM parent", row => (Sha: row.GetString(0), Parent: row.GetString(1)))).ToLookup(p => p.Sha, p => p.Parent),
            Parts = await RowsAsync("SELECT DISTINCT whole, part FROM part", row => (row.GetString(0), row.GetString(1))),
            Same = await RowsAsync("SELECT one, other FROM same", row => (row.GetString(0), row.GetString(1))),
        };

        async Task<List<T>> RowsAsync<T>(string sql, Func<DbDataReader, T> read)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Transaction = (SqliteTransaction)transaction;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
            return rows;
        }
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connection);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
