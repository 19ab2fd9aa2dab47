using System.Data.Common;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>
/// Keeps position and seen versions in the subscriber's own database, in the transaction that handlers write within: each event's effect is there once, whatever
/// is cut where. It needs two tables, which <see cref="CreateTablesAsync"/> makes; a subscription has one row in the first and one for each entity in the second.
/// </summary>
/// <remarks>
/// Written in plain SQL with <c>@name</c> parameters, and tested with SQLite. Two runs of one subscription at a time do not repeat an effect: the position is only
/// moved from where the transaction found it, and the slower one is rolled back.
/// </remarks>
/// <param name="connect">Makes a connection, closed; the store opens it and disposes it with the transaction.</param>
public sealed class DbSubscriptionStore(Func<DbConnection> connect) : ISubscriptionStore
{
    /// <summary>The tables, as <see cref="CreateTablesAsync"/> makes them; for whoever keeps a database by migrations.</summary>
    public const string Tables = """
        CREATE TABLE IF NOT EXISTS plutora_position (
          subscription VARCHAR(100) NOT NULL PRIMARY KEY,
          position VARCHAR(1000) NOT NULL);
        CREATE TABLE IF NOT EXISTS plutora_seen (
          subscription VARCHAR(100) NOT NULL,
          entity VARCHAR(1000) NOT NULL,
          version BIGINT NOT NULL,
          PRIMARY KEY (subscription, entity));
        """;

    /// <summary>Makes the tables where they are not there yet.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CreateTablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await DbSql.OpenAsync(connect, cancellationToken).ConfigureAwait(false);
        await using var command = connection.CreateCommand();
        command.CommandText = Tables;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> LoadPositionAsync(string subscription, CancellationToken cancellationToken)
    {
        await using var transaction = await DbSubscriptionTransaction.BeginAsync(await DbSql.OpenAsync(connect, cancellationToken).ConfigureAwait(false), subscription, cancellationToken).ConfigureAwait(false);
        return transaction.Found;
    }

    /// <inheritdoc/>
    public async ValueTask<ISubscriptionTransaction> BeginAsync(string subscription, CancellationToken cancellationToken) =>
        await DbSubscriptionTransaction.BeginAsync(await DbSql.OpenAsync(connect, cancellationToken).ConfigureAwait(false), subscription, cancellationToken).ConfigureAwait(false);
}
