using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>Commands within a transaction, for any ADO.NET provider.</summary>
internal static class DbSql
{
    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "The text is the caller's own; values go as parameters.")]
    public static DbCommand Command(DbTransaction transaction, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = transaction.Connection!.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
