using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Plutora.Integration.Hub.Runtime.Catalog;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>Documents of a catalog that are given over the API, beside the files that it reads.</summary>
internal static class CatalogApi
{
    private const string Yaml = "application/yaml";

    public static void MapCatalog(this IEndpointRouteBuilder api)
    {
        var documents = api.MapGroup("/catalog/{instance}/documents");
        documents.MapGet("", ListAsync).Needs(Role.Viewer);
        documents.MapGet("/{name}", FindAsync).Needs(Role.Viewer).Produces<string>(StatusCodes.Status200OK, Yaml);
        documents.MapPut("/{name}", PutAsync).Accepts<string>(Yaml, "text/yaml", "text/plain").Needs(Role.Administrator);
        documents.MapDelete("/{name}", RemoveAsync).Needs(Role.Administrator);
    }

    private static async Task<Results<Ok<IReadOnlyList<CatalogDocumentAnswer>>, ProblemHttpResult>> ListAsync(string instance, HubRuntime runtime, CancellationToken ct) =>
        Find(instance, runtime) is null
            ? Unknown(instance)
            : TypedResults.Ok<IReadOnlyList<CatalogDocumentAnswer>>([.. (await runtime.Catalogs.ListAsync(instance, ct)).Select(d => new CatalogDocumentAnswer(d.Name, d.Text.Length, d.ChangedAt))]);

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> FindAsync(string instance, string name, HubRuntime runtime, CancellationToken ct) =>
        Find(instance, runtime) is null ? Unknown(instance)
        : (await runtime.Catalogs.ListAsync(instance, ct)).FirstOrDefault(d => d.Name == name) is { } document ? TypedResults.Text(document.Text, Yaml)
        : NoDocument(instance, name);

    private static async Task<Results<Accepted, ProblemHttpResult>> PutAsync(string instance, string name, HttpContext http, HubRuntime runtime)
    {
        if (Find(instance, runtime) is not { } definition)
        {
            return Unknown(instance);
        }

        // A character has up to four bytes.
        using var body = await ReceivedBody.ReadAsync(http, runtime, Math.Min(runtime.Settings.Limits.WebhookBytes, CatalogKeeper.MostCharacters * 4));
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body.Bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "The document is not UTF-8.");
        }

        return Answer(await runtime.Catalogs.PutAsync(definition, name, text, http.RequestAborted), instance, runtime);
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> RemoveAsync(string instance, string name, HubRuntime runtime, CancellationToken ct) =>
        Find(instance, runtime) is not { } definition ? Unknown(instance)
        : (await runtime.Catalogs.ListAsync(instance, ct)).All(d => d.Name != name) ? NoDocument(instance, name)
        : Answer(await runtime.Catalogs.RemoveAsync(definition, name, ct), instance, runtime);

    private static Results<Accepted, ProblemHttpResult> Answer(IReadOnlyList<string> faults, string instance, HubRuntime runtime)
    {
        if (faults.Count > 0)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "The catalog was not changed; what it declared last stands.", faults);
        }

        runtime.Instances.Find(instance)?.Request(null);
        return TypedResults.Accepted((string?)null);
    }

    private static InstanceDefinition? Find(string instance, HubRuntime runtime) => runtime.InstanceStore.Find(instance) is { Connector: "catalog", Removing: null } found ? found : null;

    private static ProblemHttpResult Unknown(string instance) =>
        Problems.NotFound($"There is no catalog '{instance}'. Add one: POST /api/v1/instances with {{\"id\": \"{instance}\", \"connector\": \"catalog\"}}.");

    private static ProblemHttpResult NoDocument(string instance, string name) => Problems.NotFound($"Catalog '{instance}' has no document '{name}' that was given over the API.");
}

/// <summary>A document of a catalog.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Characters">Its size in characters.</param>
/// <param name="ChangedAt">When it was given.</param>
internal sealed record CatalogDocumentAnswer(string Name, int Characters, DateTimeOffset ChangedAt);
