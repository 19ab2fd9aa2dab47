using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>One catalog: tells its entries as records, and hands its bindings to the hub's link rules.</summary>
internal sealed class CatalogInstance(string instance, CatalogSource source, RuleBook rules) : ConnectorInstance
{
    private const int CursorVersion = 1;
    private const int MostTold = 20;
    private DeclaredCatalog? _handed;

    public override async Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        var (catalog, faults) = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
        return catalog is null
            ? CheckResult.Failure(Told(faults))
            : CheckResult.Success(string.Create(CultureInfo.InvariantCulture, $"{catalog.Entries.Count} entries are declared, with {catalog.Rules.Count} bindings."));
    }

    public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (catalog, faults) = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (catalog is null)
        {
            // Nothing of it is taken: what was declared last stands, deletions too.
            throw ConnectorException.Permanent(Told(faults));
        }

        await HandOverAsync(catalog, cancellationToken).ConfigureAwait(false);
        var entries = catalog.Entries.Where(e => e.Kind.Entity == request.Stream).ToList();
        var known = request.Mode == ReadMode.Incremental ? Known(request.Cursor) : null;
        if (known?.Hash == catalog.Hash)
        {
            yield break;
        }

        // Taking an entry out is as much the administrator's word as writing it, so it is told as a deletion and not left to a scan.
        var there = entries.Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
        var gone = known?.Ids.Where(id => !there.Contains(id)).Select(id => Record(request.Stream, id, "{}", deleted: true)) ?? [];
        var pages = entries.Select(e => Record(request.Stream, e.Id, e.Record.ToJsonString(), deleted: false)).Concat(gone).Chunk(request.PageSize);
        foreach (var page in pages)
        {
            yield return new(page, null);
        }

        if (request.Mode == ReadMode.Incremental)
        {
            yield return new([], new(CursorVersion, JsonSerializer.Serialize(new CatalogCursor(catalog.Hash, [.. there.Order(StringComparer.Ordinal)]), RuntimeJson.Default.CatalogCursor)));
        }
    }

    public override ValueTask DisposeAsync()
    {
        source.Dispose();
        return base.DisposeAsync();
    }

    private static SourceRecord Record(string stream, string id, string json, bool deleted) => new() { Stream = stream, Id = id, Json = Encoding.UTF8.GetBytes(json), Deleted = deleted };

    private static CatalogCursor? Known(Cursor? cursor) => cursor switch
    {
        null => null,
        { Version: CursorVersion } known => JsonSerializer.Deserialize(known.Value, RuntimeJson.Default.CatalogCursor),
        _ => throw ConnectorException.Configuration($"The cursor is of format {cursor.Version}, this hub reads {CursorVersion}. Reset the instance's cursors."),
    };

    private static string Told(IReadOnlyList<CatalogFault> faults) => string.Create(
        CultureInfo.InvariantCulture, $"The catalog was not taken; what it declared last stands. {string.Join(' ', faults.Take(MostTold))}{(faults.Count > MostTold ? $" And {faults.Count - MostTold} more." : "")}");

    private async Task HandOverAsync(DeclaredCatalog catalog, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(Volatile.Read(ref _handed), catalog))
        {
            return;
        }

        try
        {
            await rules.TakeAsync(StoredRule.Catalog(instance), catalog.Rules, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException tooMany)
        {
            throw ConnectorException.Permanent(tooMany.Message, tooMany);
        }

        Volatile.Write(ref _handed, catalog);
    }
}

/// <summary>What a stream of a catalog told last.</summary>
/// <param name="Hash">Hash of the whole catalog.</param>
/// <param name="Ids">Ids of the stream's entries.</param>
internal sealed record CatalogCursor(string Hash, IReadOnlyList<string> Ids);
