using System.Data.Common;
using System.Globalization;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>A transaction of the subscriber's database that also moves its position.</summary>
internal sealed class DbSubscriptionTransaction : ISubscriptionTransaction
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly string _subscription;

    private DbSubscriptionTransaction(DbConnection connection, DbTransaction transaction, string subscription) =>
        (_connection, _transaction, _subscription) = (connection, transaction, subscription);

    public DbTransaction Database => _transaction;

    /// <summary>The position when the transaction began.</summary>
    public string? Found { get; private set; }

    public static async Task<DbSubscriptionTransaction> BeginAsync(DbConnection connection, string subscription, CancellationToken cancellationToken)
    {
        try
        {
            var begun = new DbSubscriptionTransaction(connection, await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false), subscription);
            begun.Found = (string?)await begun.ValueAsync(
                "SELECT position FROM plutora_position WHERE subscription = @subscription", cancellationToken, ("@subscription", subscription)).ConfigureAwait(false);
            return begun;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<long?> SeenVersionAsync(EntityId entity, CancellationToken cancellationToken) =>
        await ValueAsync(
            "SELECT version FROM plutora_seen WHERE subscription = @subscription AND entity = @entity", cancellationToken,
            ("@subscription", _subscription), ("@entity", entity.ToString())).ConfigureAwait(false) is { } version
            ? Convert.ToInt64(version, CultureInfo.InvariantCulture)
            : null;

    public async ValueTask MarkSeenAsync(EntityId entity, long version, CancellationToken cancellationToken)
    {
        (string, object?)[] row = [("@subscription", _subscription), ("@entity", entity.ToString()), ("@version", version)];
        if (await ChangeAsync("UPDATE plutora_seen SET version = @version WHERE subscription = @subscription AND entity = @entity", cancellationToken, row).ConfigureAwait(false) == 0)
        {
            await ChangeAsync("INSERT INTO plutora_seen (subscription, entity, version) VALUES (@subscription, @entity, @version)", cancellationToken, row).ConfigureAwait(false);
        }
    }

    public async ValueTask SavePositionAsync(string position, CancellationToken cancellationToken)
    {
        (string, object?)[] row = [("@subscription", _subscription), ("@position", position)];
        var moved = Found is null
            ? await ChangeAsync("INSERT INTO plutora_position (subscription, position) VALUES (@subscription, @position)", cancellationToken, row).ConfigureAwait(false)
            : await ChangeAsync(
                "UPDATE plutora_position SET position = @position WHERE subscription = @subscription AND position = @found", cancellationToken, [.. row, ("@found", Found)]).ConfigureAwait(false);
        if (moved == 0)
        {
            throw new InvalidOperationException($"Subscription '{_subscription}' is run by another process too, which has moved its position meanwhile. Run it once, or give each its own name.");
        }
    }

    public async ValueTask CommitAsync(CancellationToken cancellationToken) => await _transaction.CommitAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<object?> ValueAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = DbSql.Command(_transaction, sql, parameters);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is { } value and not DBNull ? value : null;
    }

    private async Task<int> ChangeAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = DbSql.Command(_transaction, sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
