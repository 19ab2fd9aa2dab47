using Microsoft.Data.Sqlite;
using Plutora.Integration.Client.Subscribing;

namespace Plutora.Integration.Client.Tests.Subscribing;

/// <summary>A subscriber's database: what each event did, without any key that would hide a repetition.</summary>
internal sealed class SubscriberDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-subscriber-").FullName;

    public SubscriberDatabase()
    {
        Store = new(Connect);
        Run("PRAGMA journal_mode = WAL; CREATE TABLE effects (number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, entity TEXT NOT NULL, version INTEGER NOT NULL, title TEXT)");
    }

    public DbSubscriptionStore Store { get; }

    public SqliteConnection Connect() => new($"Data Source={Path.Combine(_folder, "subscriber.db")};Pooling=False");

    public static async ValueTask AddAsync(EventDelivery e, string? title, CancellationToken ct)
    {
        await using var add = e.CreateCommand(
            "INSERT INTO effects (event, entity, version, title) VALUES (@event, @entity, @version, @title)",
            ("@event", e.Event.Id), ("@entity", e.Event.Subject.ToString()), ("@version", e.Event.EntityVersion), ("@title", title));
        await add.ExecuteNonQueryAsync(ct);
    }

    public IReadOnlyList<(string Event, string Entity, long Version)> Effects()
    {
        using var connection = Connect();
        connection.Open();
        using var select = connection.CreateCommand();
        select.CommandText = "SELECT event, entity, version FROM effects ORDER BY number";
        using var rows = select.ExecuteReader();
        var effects = new List<(string, string, long)>();
        while (rows.Read())
        {
            effects.Add((rows.GetString(0), rows.GetString(1), rows.GetInt64(2)));
        }

        return effects;
    }

    public void Run(string sql)
    {
        using var connection = Connect();
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
