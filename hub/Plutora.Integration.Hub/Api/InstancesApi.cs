using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Scanning;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Security;
using Plutora.Integration.Sdk.Options;
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
        api.MapPut("/instances/{id}", (string id, JsonElement body, HttpContext http, HubRuntime runtime, CancellationToken ct) => PutAsync(id, body, http, runtime, ct)).Accepts<JsonObject>("application/json").Needs(Role.Administrator).Produces<InstanceAnswer>();
        api.MapDelete("/instances/{id}", (string id, string? entities, HubRuntime runtime, CancellationToken ct) => RemoveAsync(id, entities, runtime, ct)).Needs(Role.Administrator).Produces(StatusCodes.Status202Accepted);
        var one = api.MapGroup("/instances/{id}").AddEndpointFilter(RequireAsync);
        one.MapGet("", (string id, HttpContext http, HubRuntime runtime) => TypedResults.Ok(InstanceAnswer.Of(runtime.InstanceStore.Find(id)!, http, runtime))).Needs(Role.Viewer);
        one.MapPost("/check", CheckAsync).Needs(Role.Operator).NotAudited().ProducesText();
        one.MapPost("/pause", (string id, HubRuntime runtime, CancellationToken ct) => PauseAsync(id, true, runtime, ct)).Needs(Role.Operator).Produces(StatusCodes.Status204NoContent);
        one.MapPost("/resume", (string id, HubRuntime runtime, CancellationToken ct) => PauseAsync(id, false, runtime, ct)).Needs(Role.Operator).Produces(StatusCodes.Status204NoContent);
        one.MapPost("/read", (string id, string? stream, HubRuntime runtime) => Read(id, stream, ReadMode.Incremental, runtime)).Needs(Role.Operator).Produces(StatusCodes.Status202Accepted);
        one.MapPost("/scan", (string id, string? stream, HubRuntime runtime) => Read(id, stream, ReadMode.FullScan, runtime)).Needs(Role.Operator).Produces(StatusCodes.Status202Accepted);
        one.MapPost("/backfill", (string id, string? stream, HubRuntime runtime) => Read(id, stream, ReadMode.Backfill, runtime)).Needs(Role.Operator).Produces(StatusCodes.Status202Accepted);
        one.MapPost("/reset", async (string id, HubRuntime runtime, CancellationToken ct) => await runtime.Instances.ResetAsync(id, ct) ? Results.NoContent() : Problems.NotFound($"There is no instance '{id}'.")).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent);
        one.MapGet("/deletions", async (string id, HubRuntime runtime, CancellationToken ct) =>
            TypedResults.Ok<IReadOnlyList<HeldDeletions>>([.. (await runtime.Scans.HeldAsync(ct)).Where(h => h.Instance == id)])).Needs(Role.Viewer);
        one.MapPost("/deletions/{stream}/apply", ApplyDeletionsAsync).Needs(Role.Administrator).Produces<DeletionsAnswer>();
        one.MapPost("/deletions/{stream}/dismiss", async (string id, string stream, HubRuntime runtime, CancellationToken ct) =>
            await runtime.Scans.DismissAsync(id, stream, ct) ? Results.NoContent() : NothingHeld(id, stream)).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent);
        one.MapGet("/cursors", CursorsAsync).Needs(Role.Operator).Produces<IReadOnlyList<CursorAnswer>>();
        one.MapDelete("/cursors/{stream}", ResetAsync).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent);
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
        if (sent.ValueKind != JsonValueKind.Object)
        {
            return Problems.NoObject(sent);
        }

        var body = JsonObject.Create(sent)!;
        if (id is not null)
        {
            body["id"] = id;
        }

        var binding = OptionsBinder.Bind<InstanceSettings>(body);
        if (binding.Faults.Count > 0)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "The instance is not valid.", [.. binding.Faults.Select(f => f.ToString())]);
        }

        var definition = binding.Value!.ToDefinition(fromFile: false);
        AuditFilter.Note(http, definition.Id, $"connector {definition.Connector}");
        if (!KeyFilter.KeyOf(http).Scope.AllowsInstance(definition.Id))
        {
            return Problems.OutOfScope($"instance '{definition.Id}'");
        }

        var known = runtime.InstanceStore.Find(definition.Id);
        if (known is { FromFile: true })
        {
            return Problems.Of(StatusCodes.Status409Conflict, $"Instance '{definition.Id}' stands in plutora.yaml and is changed there.");
        }

        if (id is null && known is not null)
        {
            return Problems.Of(StatusCodes.Status409Conflict, $"Instance '{definition.Id}' exists. Change it with PUT, or choose another id.");
        }

        if (id is not null && known is null)
        {
            return Problems.NotFound($"There is no instance '{id}'.");
        }

        var faults = await runtime.Instances.PutAsync(definition, ct);
        return faults.Count == 0
            ? Results.Json(InstanceAnswer.Of(runtime.InstanceStore.Find(definition.Id)!, http, runtime), ApiJson.Default.InstanceAnswer, statusCode: id is null ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            : Problems.Of(StatusCodes.Status422UnprocessableEntity, $"Instance '{definition.Id}' is not valid.", faults);
    }

    private static async Task<IResult> RemoveAsync(string id, string? entities, HubRuntime runtime, CancellationToken ct) =>
        entities is not (null or "keep" or "delete") ? Problems.Of(StatusCodes.Status400BadRequest, $"'entities={entities}' is neither keep nor delete.")
        : runtime.InstanceStore.Find(id) is { FromFile: true } ? Problems.Of(StatusCodes.Status409Conflict, $"Instance '{id}' stands in plutora.yaml and is removed there.")
        : await runtime.Instances.RemoveAsync(id, entities == "delete" ? RemovalKind.DeleteEntities : RemovalKind.KeepEntities, ct) ? Results.Accepted()
        : Problems.NotFound($"There is no instance '{id}'.");

    private static async Task<IResult> CheckAsync(string id, HubRuntime runtime, CancellationToken ct)
    {
        if (runtime.Instances.Find(id)?.Connector is not { } connector)
        {
            return Problems.Of(StatusCodes.Status409Conflict, $"Instance '{id}' is not open: {runtime.Instances.Find(id)?.State.Reason ?? "its connector is not loaded"}");
        }

        var check = await connector.CheckAsync(ct);
        return check.Succeeded ? Results.Text(check.Message) : Problems.Of(StatusCodes.Status502BadGateway, check.Message);
    }

    private static async Task<IResult> CursorsAsync(string id, HubRuntime runtime, CancellationToken ct)
    {
        var cursors = new List<CursorAnswer>();
        foreach (var stream in runtime.Instances.Find(id)?.Descriptor.Streams ?? [])
        {
            foreach (var mode in Enum.GetValues<ReadMode>())
            {
                if (await runtime.Writer.CursorAsync(id, stream.Id, mode, ct) is { } cursor)
                {
                    cursors.Add(new(stream.Id, mode.ToString(), cursor));
                }
            }
        }

        return Results.Json<IReadOnlyList<CursorAnswer>>(cursors, ApiJson.Default.IReadOnlyListCursorAnswer);
    }

    private static async Task<IResult> ResetAsync(string id, string stream, HubRuntime runtime, CancellationToken ct)
    {
        foreach (var mode in Enum.GetValues<ReadMode>())
        {
            await runtime.Writer.StoreAsync(new(id, stream) { Cursor = StoredCursor.Of(id, stream, mode, null) }, ct);
        }

        runtime.Instances.Find(id)?.Request(stream);
        return Results.NoContent();
    }

    private static async Task<IResult> PauseAsync(string id, bool paused, HubRuntime runtime, CancellationToken ct) =>
        await runtime.Instances.SetPausedAsync(id, paused, ct) ? Results.NoContent()
        : Problems.Of(StatusCodes.Status409Conflict, $"Instance '{id}' cannot be {(paused ? "paused" : "resumed")} as it is configured now; check it with POST /api/v1/instances/{id}/check.");

    private static IResult Read(string id, string? stream, ReadMode mode, HubRuntime runtime)
    {
        if (runtime.Instances.Find(id) is not { } runner)
        {
            return Problems.Of(StatusCodes.Status409Conflict, $"Instance '{id}' is not at work: its connector is not installed.");
        }

        if (runner.Definition.Paused)
        {
            return Problems.Of(StatusCodes.Status409Conflict, $"Instance '{id}' is paused. Resume it first.");
        }

        if (mode == ReadMode.Backfill && runner.Definition.Since is null)
        {
            return Problems.Of(StatusCodes.Status409Conflict, $"Instance '{id}' has no 'since': its first read takes everything, and nothing is left to fill in.");
        }

        if (runner.Readable(stream, mode).Count == 0)
        {
            return Problems.Of(StatusCodes.Status409Conflict, stream is null
                ? $"No stream of connector '{runner.Descriptor.Id}' can be read so."
                : $"Stream '{stream}' of connector '{runner.Descriptor.Id}' does not exist, or cannot be read so. Its streams are: {string.Join(", ", runner.Descriptor.Streams.Select(s => s.Id))}.");
        }

        runner.Request(stream, mode);
        return Results.Accepted();
    }

    private static async Task<IResult> ApplyDeletionsAsync(string id, string stream, HubRuntime runtime, CancellationToken ct) =>
        runtime.Instances.Find(id) is { } runner && runner.Descriptor.Streams.FirstOrDefault(s => s.Id == stream) is { } known
        && await runtime.Scans.ApplyAsync(runner.Definition, known, ct) is { } deleted
            ? Results.Json(new DeletionsAnswer(deleted), ApiJson.Default.DeletionsAnswer)
            : NothingHeld(id, stream);

    private static ProblemHttpResult NothingHeld(string id, string stream) => Problems.NotFound($"Nothing is held of stream '{stream}' of instance '{id}'.");

    private static async Task<IResult> UploadAsync(string id, string name, HttpContext http, HubRuntime runtime)
    {
        using var body = await ReceivedBody.ReadAsync(http, runtime);
        var parameters = http.Request.Query.Where(q => q.Key != "name").ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        return HooksApi.Answer(await body.StoredAsync(http, runtime, end => runtime.Receiver.UploadAsync(id, name, body.Bytes, parameters, Activity.Current?.Id, end)), http, uploaded: true);
    }
}
