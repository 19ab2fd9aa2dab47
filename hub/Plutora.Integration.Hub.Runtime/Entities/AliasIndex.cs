using System.Globalization;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>Finds entities by what people call them. Kept beside the entities, in the same transaction.</summary>
public sealed class AliasIndex(IEventLog log)
{
    private const string Store = "aliases";

    /// <summary>Ids of all entities that an alias names, with the scope in which it does; more than one when it is ambiguous.</summary>
    /// <param name="alias">What people say; compared exactly.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<IReadOnlyList<AliasHolder>> FindAsync(string alias, CancellationToken cancellationToken)
    {
        var holders = new List<AliasHolder>();
        await foreach (var entry in log.ScanStateAsync(Store, alias + '\0', ct: cancellationToken).ConfigureAwait(false))
        {
            var parts = entry.Key.Split('\0');
            holders.Add(new(parts[2], parts[1]));
        }

        return holders;
    }

    internal static void Change(ILogTransaction transaction, string id, IReadOnlyList<AliasStatement> before, IReadOnlyList<AliasStatement> after, DateTimeOffset at)
    {
        foreach (var gone in before.Except(after))
        {
            transaction.PutState(Store, Key(gone, id), null, gone.Alias);
        }

        foreach (var taken in after.Except(before))
        {
            transaction.PutState(Store, Key(taken, id), System.Text.Encoding.UTF8.GetBytes("1 " + at.ToString("O", CultureInfo.InvariantCulture)), taken.Alias);
        }
    }

    private static string Key(AliasStatement statement, string id) => $"{statement.Alias}\0{statement.Scope}\0{id}";
}

/// <summary>An entity that an alias names.</summary>
/// <param name="Id">The entity's id.</param>
/// <param name="Scope">Within which the alias is unique: an instance, an entity, or empty for the hub.</param>
public sealed record AliasHolder(string Id, string Scope);
