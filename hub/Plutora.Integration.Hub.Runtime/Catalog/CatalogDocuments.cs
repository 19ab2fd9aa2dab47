using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>Documents of catalogs that were given over the API, kept in the log's state (rule 32 of state).</summary>
internal sealed class CatalogDocuments(IEventLog log)
{
    private const string Store = "hub.catalog-documents";

    /// <summary>The documents of an instance, by name.</summary>
    public async Task<IReadOnlyList<CatalogDocument>> AllAsync(string instance, CancellationToken cancellationToken)
    {
        var all = new List<CatalogDocument>();
        await foreach (var entry in log.ScanStateAsync(Store, instance + '/', ct: cancellationToken).ConfigureAwait(false))
        {
            all.Add(StateJson.Read(entry.Value, RuntimeJson.Default.CatalogDocument, $"Catalog document '{entry.Key}'"));
        }

        return all;
    }

    /// <summary>Stores a document; null removes it.</summary>
    public async Task PutAsync(string instance, string name, CatalogDocument? document, CancellationToken cancellationToken)
    {
        await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
        transaction.PutState(Store, $"{instance}/{name}", document is null ? null : StateJson.Write(document, RuntimeJson.Default.CatalogDocument));
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>A document of a catalog that was given over the API.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">YAML.</param>
/// <param name="ChangedAt">When it was given.</param>
public sealed record CatalogDocument(string Name, string Text, DateTimeOffset ChangedAt);
