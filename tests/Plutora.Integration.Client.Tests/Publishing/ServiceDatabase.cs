using Microsoft.Data.Sqlite;
using Plutora.Integration.Client.Publishing;
using Plutora.Integration.Model.Entities;

namespace Plutora.Integration.Client.Tests.Publishing;

/// <summary>A service's own state in SQLite: releases with a version each, and the outbox beside them.</summary>
internal sealed class ServiceDatabase : IDisposable
{
    public static readonly DateTimeOffset At = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-service-").FullName;

    private ServiceDatabase() => Outbox = new(Connect, OutboxDatabase.Sqlite);

    public DbOutbox Outbox { get; }

    public static async Task<ServiceDatabase> CreateAsync()
    {
        var database = new ServiceDatabase();
        await using var connection = await database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; CREATE TABLE releases (id TEXT PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL)";
        await command.ExecuteNonQueryAsync();
        await database.Outbox.CreateTableAsync(CancellationToken.None);
        await database.Outbox.CreateTableAsync(CancellationToken.None);
        return database;
    }

    /// <summary>Changes a release and tells it, in one transaction that commits or does not.</summary>
    /// <returns>Its version.</returns>
    public async Task<long> ChangeAsync(string instance, string id, string name, bool commit = true, Func<long, ServiceEvent>? tell = null)
    {
        await using var connection = await OpenAsync();
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO releases VALUES (@id, @name, 1) ON CONFLICT (id) DO UPDATE SET name = @name, version = version + 1 RETURNING version";
        command.Transaction = transaction;
        command.Parameters.AddWithValue("@id", id);
        command.Parameters.AddWithValue("@name", name);
        var version = (long)(await command.ExecuteScalarAsync())!;
        await DbOutbox.EnqueueAsync(transaction, [tell?.Invoke(version) ?? Release(instance, id, name, version)], CancellationToken.None);
        if (commit)
        {
            await transaction.CommitAsync();
            Outbox.Wake();
        }

        return version;
    }

    public static ServiceEvent Release(string instance, string key, string name, long version, string? id = null) =>
        ServiceEvent.Upserted(new Release { Id = new(instance, "release", key), Name = name }, version, At, id);

    public SqliteConnection Connect() => new($"Data Source={Path.Combine(_folder, "service.db")};Pooling=False");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<SqliteConnection> OpenAsync()
    {
        var connection = Connect();
        await connection.OpenAsync();
        return connection;
    }
}
