using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>Commands for any ADO.NET provider.</summary>
internal static class DbSql
{
    /// <summary>Makes a connection and opens it; one that does not open is disposed.</summary>
    public static async Task<DbConnection> OpenAsync(Func<DbConnection> connect, CancellationToken cancellationToken)
    {
        var connection = connect();
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A command within a transaction.</summary>
    public static DbCommand Command(DbTransaction transaction, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = Command(transaction.Connection!, sql, parameters);
        command.Transaction = transaction;
        return command;
    }

    /// <summary>A command of a connection, for itself.</summary>
    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "The text is the caller's own; values go as parameters.")]
    public static DbCommand Command(DbConnection connection, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
