using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Callers;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Scanning;
using Plutora.Integration.Hub.Security;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Api;

/// <summary>Instances: add, list, change, remove, check, pause, resume, read now, cursors, uploads.</summary>
internal static class InstancesApi
{
    public static void MapInstances(this IEndpointRouteBuilder api)
    {
        api.MapGet("/instances", (HttpContext http, HubRuntime runtime) => TypedResults.Ok<IReadOnlyList<InstanceAnswer>>(
            [.. runtime.InstanceStore.All.Where(i => KeyFilter.KeyOf(http).Scope.AllowsInstance(i.Id)).Select(i => InstanceAnswer.Of(i, http, runtime))])).Needs(Role.Viewer);
        api.MapPost("/instances", (JsonElement body, HttpContext http, HubRuntime runtime, CancellationToken ct) => PutAsync(null, body, http, runtime, ct)).Accepts<JsonObject>("application/json").Needs(Role.Administrator).Produces<InstanceAnswer>(StatusCodes.Status201Created);
        api.MapPost("/instances/check", TryAsync).Accepts<JsonObject>("application/json").Needs(Role.Administrator).NotAudited().ProducesText();
        api.MapPut("/instances/{id}", (string id, JsonElement body, HttpContext http, HubRuntime runtime, CancellationToken ct) => PutAsync(id, body, http, runtime, ct)).Accepts<JsonObject>("application/json").Needs(Role.Administrator).Produces<InstanceAnswer>();
        api.MapDelete("/instances/{id}", (string id, string? entities, HubRuntime runtime, CancellationToken ct) => RemoveAsync(id, entities, runtime, ct)).Needs(Role.Administrator).Produces(StatusCodes.Status202Accepted);
        var one = api.MapGroup("/instances/{id}").AddEndpointFilter(RequireAsync);
        one.MapGet("", (string id, HttpContext http, HubRuntime runtime) => TypedResults.Ok(InstanceAnswer.Of(runtime.InstanceStore.Find(id)!, http, runtime))).Needs(Role.Viewer);
        one.MapPost("/check", async (string id, HubRuntime runtime, CancellationToken ct) => Told(await runtime.InstanceDesk.CheckAsync(id, ct))).Needs(Role.Operator).NotAudited().ProducesText();
        one.MapPost("/pause", async (string id, HubRuntime runtime, CancellationToken ct) => Done(await runtime.InstanceDesk.PauseAsync(id, true, ct))).Needs(Role.Operator).Produces(StatusCodes.Status204NoContent);
        one.MapPost("/resume", async (string id, HubRuntime runtime, CancellationToken ct) => Done(await runtime.InstanceDesk.PauseAsync(id, false, ct))).Needs(Role.Operator).Produces(StatusCodes.Status204NoContent);
        one.MapPost("/read", (string id, string? stream, HubRuntime runtime) => Accepted(runtime.InstanceDesk.Request(id, stream, ReadMode.Incremental))).Needs(Role.Operator).Produces(StatusCodes.Status202Accepted);
        one.MapPost("/scan", (string id, string? stream, HubRuntime runtime) => Accepted(runtime.InstanceDesk.Request(id, stream, ReadMode.FullScan))).Needs(Role.Operator).Produces(StatusCodes.Status202Accepted);
        one.MapPost("/backfill", (string id, string? stream, HubRuntime runtime) => Accepted(runtime.InstanceDesk.Request(id, stream, ReadMode.Backfill))).Needs(Role.Operator).Produces(StatusCodes.Status202Accepted);
        one.MapPost("/reset", async (string id, HubRuntime runtime, CancellationToken ct) => Done(await runtime.InstanceDesk.ResetAsync(id, ct))).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent);
        one.MapGet("/deletions", async (string id, HubRuntime runtime, CancellationToken ct) =>
            TypedResults.Ok<IReadOnlyList<HeldDeletions>>([.. (await runtime.Scans.HeldAsync(ct)).Where(h => h.Instance == id)])).Needs(Role.Viewer);
        one.MapPost("/deletions/{stream}/apply", ApplyDeletionsAsync).Needs(Role.Administrator).Produces<DeletionsAnswer>();
        one.MapPost("/deletions/{stream}/dismiss", async (string id, string stream, HubRuntime runtime, CancellationToken ct) =>
            Done(await runtime.InstanceDesk.DismissDeletionsAsync(id, stream, ct))).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent);
        one.MapGet("/cursors", async (string id, HubRuntime runtime, CancellationToken ct) => Results.Json<IReadOnlyList<CursorAnswer>>(
            [.. (await runtime.InstanceDesk.CursorsAsync(id, ct)).Select(c => new CursorAnswer(c.Stream, c.Mode.ToString(), c.Cursor))], ApiJson.Default.IReadOnlyListCursorAnswer)).Needs(Role.Operator).Produces<IReadOnlyList<CursorAnswer>>();
        one.MapDelete("/cursors/{stream}", ResetCursorAsync).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent);
        one.MapPost("/records", UploadAsync).Needs(Role.Operator).NotAudited().Produces<ReceiveAnswer>(StatusCodes.Status202Accepted)
            .TakesBody("The file as it is; what its sender says beside it stands in further parameters of the address, such as commit, which the connector's README names.");
    }

    private static async ValueTask<object?> RequireAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var id = (string)http.Request.RouteValues["id"]!;
        return !KeyFilter.KeyOf(http).Scope.AllowsInstance(id) ? Problems.OutOfScope($"instance '{id}'")
            : http.RequestServices.GetRequiredService<HubRuntime>().InstanceStore.Find(id) is null ? Problems.NotFound($"There is no instance '{id}'.")
            : await next(context);
    }

    private static async Task<IResult> PutAsync(string? id, JsonElement sent, HttpContext http, HubRuntime runtime, CancellationToken ct)
    {
        var (definition, refused) = Read(id, sent, http);
        if (definition is null)
        {
            return refused!;
        }

        return await runtime.InstanceDesk.PutAsync(definition, isNew: id is null, ct) is { } refusal
            ? Problems.Of(refusal)
            : Results.Json(InstanceAnswer.Of(runtime.InstanceStore.Find(definition.Id)!, http, runtime), ApiJson.Default.InstanceAnswer, statusCode: id is null ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> TryAsync(JsonElement sent, HttpContext http, HubRuntime runtime, CancellationToken ct)
    {
        var (definition, refused) = Read(null, sent, http);
        return definition is null ? refused! : Told(await runtime.InstanceDesk.TryAsync(definition, isNew: runtime.InstanceStore.Find(definition.Id) is null, ct));
    }

    private static (InstanceDefinition? Definition, IResult? Refused) Read(string? id, JsonElement sent, HttpContext http)
    {
        if (sent.ValueKind != JsonValueKind.Object)
        {
            return (null, Problems.NoObject(sent));
        }

        var body = JsonObject.Create(sent)!;
        if (id is not null)
        {
            body["id"] = id;
        }

        var (definition, refusal) = InstanceDesk.Read(body);
        if (definition is null)
        {
            return (null, Problems.Of(refusal!));
        }

        AuditFilter.Note(http, definition.Id, $"connector {definition.Connector}");
        return KeyFilter.KeyOf(http).Scope.AllowsInstance(definition.Id) ? (definition, null) : (null, Problems.OutOfScope($"instance '{definition.Id}'"));
    }

    private static async Task<IResult> RemoveAsync(string id, string? entities, HubRuntime runtime, CancellationToken ct) =>
        entities is not (null or "keep" or "delete") ? Problems.Of(StatusCodes.Status400BadRequest, $"'entities={entities}' is neither keep nor delete.")
        : await runtime.InstanceDesk.RemoveAsync(id, entities == "delete" ? RemovalKind.DeleteEntities : RemovalKind.KeepEntities, ct) is { } refusal ? Problems.Of(refusal)
        : Results.Accepted();

    private static async Task<IResult> ResetCursorAsync(string id, string stream, HubRuntime runtime, CancellationToken ct)
    {
        await runtime.InstanceDesk.ResetCursorAsync(id, stream, ct);
        return Results.NoContent();
    }

    private static async Task<IResult> ApplyDeletionsAsync(string id, string stream, HubRuntime runtime, CancellationToken ct) =>
        await runtime.InstanceDesk.ApplyDeletionsAsync(id, stream, ct) is { Refusal: null, Deleted: var deleted }
            ? Results.Json(new DeletionsAnswer(deleted), ApiJson.Default.DeletionsAnswer)
            : Problems.NotFound($"Nothing is held of stream '{stream}' of instance '{id}'.");

    private static IResult Told((string? Found, Refusal? Refusal) told) => told.Refusal is { } refusal ? Problems.Of(refusal) : Results.Text(told.Found);

    private static IResult Done(Refusal? refusal) => refusal is null ? Results.NoContent() : Problems.Of(refusal);

    private static IResult Accepted(Refusal? refusal) => refusal is null ? Results.Accepted() : Problems.Of(refusal);

    private static async Task<IResult> UploadAsync(string id, string name, HttpContext http, HubRuntime runtime)
    {
        using var body = await ReceivedBody.ReadAsync(http, runtime);
        var parameters = http.Request.Query.Where(q => q.Key != "name").ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        return HooksApi.Answer(await body.StoredAsync(http, runtime, end => runtime.Receiver.UploadAsync(id, name, body.Bytes, parameters, Activity.Current?.Id, end)), http, uploaded: true);
    }
}
