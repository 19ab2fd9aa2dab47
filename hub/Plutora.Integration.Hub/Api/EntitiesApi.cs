using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Api;

/// <summary>Entities and links as they stand, by id or by alias.</summary>
internal static class EntitiesApi
{
    public static void MapEntities(this IEndpointRouteBuilder api)
    {
        api.MapGet("/entities", async (string id, string? history, int? limit, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
        {
            var (found, problem) = await FindAsync(id, http, runtime, ct);
            return problem ?? (history is null or "false"
                ? Results.Json(Answer(found!), ApiJson.Default.EntityAnswer)
                : Results.Json(await runtime.History.ReadAsync(EntityId.Parse(found!.Id), Math.Clamp(limit ?? 100, 1, 1_000), ct), ApiJson.Default.IReadOnlyListEntityVersion));
        }).Needs(Role.Viewer).ProducesEither<EntityAnswer, IReadOnlyList<EntityVersion>>("The entity as it stands; with history=true what was published of it, newest first.");
        api.MapGet("/entities/search", async (string text, string? entity, string? instance, int? skip, int? limit, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
        {
            var scope = KeyFilter.KeyOf(http).Scope;
            var query = new EntityQuery(text, entity, instance, Math.Clamp(skip ?? 0, 0, EntitySearch.MostEntities), Math.Clamp(limit ?? 50, 1, 500));
            return Results.Json(await runtime.Search.FindAsync(query, e => scope.AllowsInstance(e.Instance) && scope.AllowsEntity(e.Entity), ct), ApiJson.Default.SearchPage);
        }).Needs(Role.Viewer).Produces<SearchPage>();
        api.MapGet("/entities/cdevents", async (string id, int? limit, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
        {
            var (found, problem) = await FindAsync(id, http, runtime, ct);
            return problem ?? Results.Json(await runtime.Transitions.ReadAsync(EntityId.Parse(found!.Id), Math.Clamp(limit ?? 100, 1, 1_000), ct), ApiJson.Default.IReadOnlyListEntityTransition);
        }).Needs(Role.Viewer).Produces<IReadOnlyList<EntityTransition>>();
        api.MapGet("/entities/record", async (string record, string? version, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
            KeyFilter.KeyOf(http).Scope is var scope && (!scope.AllowsInstance(record.Split('/')[0]) || scope.Entities.Count > 0) ? Problems.OutOfScope($"record '{record}'")
            : await runtime.Records.FindAsync(record, version, ct) is not { } found ? Problems.NotFound($"No record '{record}' is stored. Name it as the history of an entity does: <instance>/<stream>/<raw key>.")
            : Results.Json(new RecordAnswer(found.Record.Id, found.Record.Version, found.Record.Time, found.ReceivedAt, found.Origin.ToString().ToLowerInvariant(), found.Record.Deleted, found.Record.Json.Length == 0 ? null : JsonElement.Parse(found.Record.Json.Span)), ApiJson.Default.RecordAnswer)).Needs(Role.Operator).Produces<RecordAnswer>();
        api.MapGet("/trace", async (string id, int? depth, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
        {
            var (found, problem) = await FindAsync(id, http, runtime, ct);
            var scope = KeyFilter.KeyOf(http).Scope;
            return problem ?? Results.Json(
                await runtime.Tracer.WalkAsync(found!, Math.Clamp(depth ?? 6, 1, 20), e => scope.AllowsInstance(e.Instance) && scope.AllowsEntity(e.Entity), ct), ApiJson.Default.Trace);
        }).Needs(Role.Viewer).Produces<Trace>();
        api.MapGet("/links", async (string id, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
        {
            var (found, problem) = await FindAsync(id, http, runtime, ct);
            return problem ?? Results.Json<IReadOnlyList<EntityAnswer>>([.. (await runtime.Entities.LinksAsync(found!.Id, ct)).Select(Answer)], ApiJson.Default.IReadOnlyListEntityAnswer);
        }).Needs(Role.Viewer).Produces<IReadOnlyList<EntityAnswer>>();
    }

    private static async Task<(StoredEntity? Found, IResult? Problem)> FindAsync(string id, HttpContext http, HubRuntime runtime, CancellationToken ct)
    {
        var lookup = await runtime.Entities.FindAsync(id, ct);
        if (lookup.Candidates.Count > 0)
        {
            return (null, Problems.Of(StatusCodes.Status409Conflict, $"'{id}' names several entities; ask by one of these ids.", [.. lookup.Candidates.Select(c => c.Id)]));
        }

        var scope = KeyFilter.KeyOf(http).Scope;
        return lookup.Entity is not { } found || !EntityId.TryParse(found.Id, out var known) ? (null, Problems.NotFound($"No entity has the id or alias '{id}'."))
            : !scope.AllowsInstance(known.Instance) || !scope.AllowsEntity(known.Entity) ? (null, Problems.OutOfScope($"'{id}'"))
            : (found, null);
    }

    private static EntityAnswer Answer(StoredEntity entity) => new(entity.Id, entity.Deleted, entity.Entity);
}
