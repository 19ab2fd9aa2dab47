using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Schemas;

namespace Plutora.Integration.Hub.Api;

/// <summary>JSON Schemas of the common data model.</summary>
internal static class SchemasApi
{
    public static void MapSchemas(this IEndpointRouteBuilder api)
    {
        api.MapGet("/schemas", () => TypedResults.Ok<IReadOnlyList<string>>([.. EntityTypes.All.Select(e => e.Schema)])).Needs(Role.Viewer);
        api.MapGet("/schemas/{entity}/{version:int}", (string entity, int version) =>
            EntityTypes.TryGet(entity, out var type) && type.Version == version ? Results.Text(EntitySchemas.Get(entity, version), "application/schema+json") : Problems.NotFound($"There is no schema urn:plutora:cdm:{entity}:{version}.")).Needs(Role.Viewer).Produces<JsonObject>(StatusCodes.Status200OK, "application/schema+json");
    }
}
