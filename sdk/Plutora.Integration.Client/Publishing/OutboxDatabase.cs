namespace Plutora.Integration.Client.Publishing;

/// <summary>The database that an outbox stands in; they number rows each in their own way.</summary>
public enum OutboxDatabase
{
    /// <summary>SQLite.</summary>
    Sqlite,

    /// <summary>PostgreSQL.</summary>
    PostgreSql,
}
