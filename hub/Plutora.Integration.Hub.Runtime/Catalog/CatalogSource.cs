namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>Reads one catalog from its files and documents: whole, or not at all.</summary>
internal sealed class CatalogSource(string instance, CatalogOptions options, CatalogDocuments documents) : IDisposable
{
    private readonly CatalogFiles _files = new(options);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private (string Stamp, DeclaredCatalog? Catalog, IReadOnlyList<CatalogFault> Faults)? _known;

    /// <summary>The catalog as it is declared now, or everything that is wrong with it.</summary>
    public async Task<(DeclaredCatalog? Catalog, IReadOnlyList<CatalogFault> Faults)> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var given = await documents.AllAsync(instance, cancellationToken).ConfigureAwait(false);
            var faults = new List<CatalogFault>();
            var files = _files.List(faults);
            var stamp = string.Join('\n', [CatalogFiles.StampOf(files), .. given.Select(d => $"{d.Name}|{d.ChangedAt:O}"), .. faults.Select(f => f.ToString())]);
            if (_known is not { } known || known.Stamp != stamp)
            {
                var (catalog, wrong) = await WithAsync(given, files, faults, cancellationToken).ConfigureAwait(false);
                _known = known = (stamp, catalog, wrong);
            }

            return (known.Catalog, known.Faults);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>What would be wrong if the documents were these.</summary>
    public async Task<IReadOnlyList<CatalogFault>> CheckAsync(IEnumerable<CatalogDocument> given, CancellationToken cancellationToken)
    {
        var faults = new List<CatalogFault>();
        return (await WithAsync(given, _files.List(faults), faults, cancellationToken).ConfigureAwait(false)).Faults;
    }

    /// <summary>Releases what reads wait on.</summary>
    public void Dispose() => _reading.Dispose();

    private async Task<(DeclaredCatalog? Catalog, IReadOnlyList<CatalogFault> Faults)> WithAsync(
        IEnumerable<CatalogDocument> given, IReadOnlyList<FileInfo> files, List<CatalogFault> faults, CancellationToken cancellationToken)
    {
        var texts = faults.Count > 0 ? [] : await CatalogFiles.ReadAsync(files, faults, cancellationToken).ConfigureAwait(false);
        return faults.Count > 0 ? (null, faults) : DeclaredCatalog.Of(instance, [.. texts, .. given.Select(d => (d.Name, d.Text))]);
    }
}
