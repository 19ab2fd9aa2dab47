using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.Hub.Runtime.Rules;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>A catalog that is whole and right.</summary>
internal sealed record DeclaredCatalog
{
    private DeclaredCatalog(string instance, IReadOnlyList<CatalogEntry> entries)
    {
        Entries = entries;
        Rules = [.. entries.SelectMany(e => CatalogBindings.Rules(instance, e)).Select(r => r.Rule)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in entries)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{entry.Kind.Entity}/{entry.Record.ToJsonString()}\n"));
        }

        Hash = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>All that it declares.</summary>
    public IReadOnlyList<CatalogEntry> Entries { get; }

    /// <summary>The link rules of its bindings.</summary>
    public IReadOnlyList<LinkRule> Rules { get; }

    /// <summary>Hash of all records.</summary>
    public string Hash { get; }

    /// <summary>Reads and checks documents.</summary>
    /// <param name="instance">Id of the instance.</param>
    /// <param name="documents">Names and texts.</param>
    /// <returns>The catalog, or everything that is wrong.</returns>
    public static (DeclaredCatalog? Catalog, IReadOnlyList<CatalogFault> Faults) Of(string instance, IEnumerable<(string Name, string Text)> documents)
    {
        var faults = new List<CatalogFault>();
        var entries = documents.SelectMany(d => CatalogReader.Read(d.Name, d.Text, faults)).ToList();

        // What stands in a broken document is not known: what names it would be blamed for nothing.
        faults.AddRange(faults.Count > 0 ? [] : CatalogCheck.Faults(instance, entries));
        return faults.Count == 0 ? (new(instance, entries), faults) : (null, faults);
    }
}
