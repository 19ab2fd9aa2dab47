using System.Text.RegularExpressions;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>Keeps the documents of catalogs that are given over the API: each is checked together with all the rest of its catalog before it is taken.</summary>
public sealed partial class CatalogKeeper : IDisposable
{
    /// <summary>Largest document in characters.</summary>
    public const int MostCharacters = 1_048_576;

    private const int MostDocuments = 200;
    private readonly CatalogDocuments _documents;
    private readonly RuleBook _rules;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _change = new(1, 1);

    internal CatalogKeeper(CatalogDocuments documents, RuleBook rules, TimeProvider time) => (_documents, _rules, _time) = (documents, rules, time);

    /// <summary>The documents of a catalog, by name.</summary>
    public Task<IReadOnlyList<CatalogDocument>> ListAsync(string instance, CancellationToken cancellationToken) => _documents.AllAsync(instance, cancellationToken);

    /// <summary>Takes a document, in place of the one of its name.</summary>
    /// <param name="definition">The instance, of connector <c>catalog</c>.</param>
    /// <param name="name">Name of the document, <c>[a-z0-9][a-z0-9._-]{0,99}</c>.</param>
    /// <param name="text">YAML.</param>
    /// <param name="cancellationToken">Gives up before it is stored.</param>
    /// <returns>Every fault, each with its place; empty when it was stored.</returns>
    public Task<IReadOnlyList<string>> PutAsync(InstanceDefinition definition, string name, string text, CancellationToken cancellationToken) =>
        !NamePattern().IsMatch(name) ? Task.FromResult<IReadOnlyList<string>>([$"The name '{name}' must have 1 to 100 lower-case letters, digits, dots, underscores or hyphens, a letter or digit first."])
        : text.Length > MostCharacters ? Task.FromResult<IReadOnlyList<string>>([$"The document has {text.Length} characters; the largest taken has {MostCharacters}. Split it."])
        : ChangeAsync(definition, name, new(name, text, _time.GetUtcNow()), cancellationToken);

    /// <summary>Removes a document, and with it what it declares.</summary>
    /// <returns>Every fault, such as entries elsewhere that name what it declares; empty when it is gone.</returns>
    public Task<IReadOnlyList<string>> RemoveAsync(InstanceDefinition definition, string name, CancellationToken cancellationToken) => ChangeAsync(definition, name, null, cancellationToken);

    /// <summary>Releases what changes wait on.</summary>
    public void Dispose() => _change.Dispose();

    /// <summary>Forgets what a catalog gave beside its records. Its bindings go with its entities, and stay with them.</summary>
    internal async Task ForgetAsync(InstanceDefinition removed, CancellationToken cancellationToken)
    {
        if (removed.Connector != CatalogConnector.Id)
        {
            return;
        }

        if (removed.Removing == RemovalKind.DeleteEntities)
        {
            await _rules.TakeAsync(StoredRule.Catalog(removed.Id), [], cancellationToken).ConfigureAwait(false);
        }

        foreach (var document in await _documents.AllAsync(removed.Id, cancellationToken).ConfigureAwait(false))
        {
            await _documents.PutAsync(removed.Id, document.Name, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<string>> ChangeAsync(InstanceDefinition definition, string name, CatalogDocument? document, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var others = (await _documents.AllAsync(definition.Id, cancellationToken).ConfigureAwait(false)).Where(d => d.Name != name);
            List<CatalogDocument> all = [.. others, .. document is null ? Array.Empty<CatalogDocument>() : [document]];
            if (all.Count > MostDocuments)
            {
                return [$"The catalog has {MostDocuments} documents already. Join some of them."];
            }

            using var source = new CatalogSource(definition.Id, OptionsBinder.Bind<CatalogOptions>(definition.Options).Value!, _documents);
            var faults = await source.CheckAsync(all, cancellationToken).ConfigureAwait(false);
            if (faults.Count == 0)
            {
                await _documents.PutAsync(definition.Id, name, document, cancellationToken).ConfigureAwait(false);
            }

            return [.. faults.Select(f => f.ToString())];
        }
        finally
        {
            _change.Release();
        }
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
