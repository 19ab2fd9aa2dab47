using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Hub.Runtime.Mappings.Drift;
using Plutora.Integration.Hub.Runtime.Replays;
using Plutora.Integration.Hub.Security;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Api;

/// <summary>Mappings and their activations: list, activate an overlay, roll back.</summary>
internal static class MappingsApi
{
    public static void MapMappings(this IEndpointRouteBuilder api)
    {
        api.MapGet("/mappings", ListAsync).Needs(Role.Viewer).Produces<IReadOnlyList<MappingAnswer>>();
        api.MapGet("/mappings/schema", (bool? overlay) => Results.Text(overlay == true ? MappingSchema.Overlay : MappingSchema.Document, "application/schema+json")).Needs(Role.Viewer).Produces<JsonObject>(StatusCodes.Status200OK, "application/schema+json");
        api.MapPost("/mappings/{instance}/{stream}/activate", async (string instance, string stream, MappingRequest request, HubRuntime runtime, CancellationToken ct) =>
            Answer(await runtime.Mappings.ActivateAsync(instance, stream, request.Draft ? await runtime.Mappings.OverlayAsync(instance, stream, ct) : request.Overlay, ct))).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent);
        api.MapGet("/mappings/unmapped", async (string? instance, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
            Results.Json<IReadOnlyList<UnmappedCount>>([.. (await runtime.Unmapped.ListAsync(instance, ct)).Where(u => KeyFilter.KeyOf(http).Scope.AllowsInstance(u.Instance))], ApiJson.Default.IReadOnlyListUnmappedCount)).Needs(Role.Viewer).Produces<IReadOnlyList<UnmappedCount>>();
        api.MapGet("/mappings/{instance}/{stream}/overlay", async (string instance, string stream, HubRuntime runtime, CancellationToken ct) =>
            Results.Json(new OverlayAnswer(await runtime.Mappings.OverlayAsync(instance, stream, ct), !await runtime.Mappings.HasDraftAsync(instance, stream, ct)), ApiJson.Default.OverlayAnswer)).Needs(Role.Viewer).Produces<OverlayAnswer>();
        api.MapGet("/mappings/drift", async (string? instance, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
            Results.Json<IReadOnlyList<StreamDrift>>([.. (await runtime.Drift.ListAsync(instance, ct)).Where(d => KeyFilter.KeyOf(http).Scope.AllowsInstance(d.Instance))], ApiJson.Default.IReadOnlyListStreamDrift)).Needs(Role.Viewer).Produces<IReadOnlyList<StreamDrift>>();
        api.MapPost("/mappings/{instance}/{stream}/drift/accept", async (string instance, string stream, HubRuntime runtime, CancellationToken ct) => await runtime.Drift.AcceptAsync(instance, stream, ct)
            ? Results.NoContent()
            : Problems.NotFound($"No record of stream '{stream}' of instance '{instance}' was seen. Check both names with GET /api/v1/mappings/drift.")).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent);
        api.MapPost("/mappings/{instance}/{stream}/place", PlaceAsync).Needs(Role.Administrator).Produces<OverlayAnswer>();
        api.MapPost("/mappings/{instance}/{stream}/rollback", async (string instance, string stream, MappingRequest request, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
        {
            AuditFilter.Note(http, null, request.Number is { } number ? $"to activation {number}" : null);
            return Answer(await runtime.Mappings.RollBackAsync(instance, stream, request.Number, ct));
        }).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent);
        api.MapPost("/mappings/{instance}/{stream}/replay", ReplayAsync).Needs(Role.Administrator).Produces<ReplayProgress>(StatusCodes.Status202Accepted);
        api.MapGet("/mappings/{instance}/{stream}/replay", async (string instance, string stream, HubRuntime runtime, CancellationToken ct) =>
            await runtime.Replays.FindAsync(instance, stream, ct) is { } progress
                ? Results.Json(progress, ApiJson.Default.ReplayProgress)
                : Problems.NotFound($"Stream '{stream}' of instance '{instance}' was not replayed yet.")).Needs(Role.Viewer).Produces<ReplayProgress>();
    }

    private static async Task<IResult> ReplayAsync(string instance, string stream, HubRuntime runtime, CancellationToken ct)
    {
        if (runtime.Mappings.Find(instance, stream) is not { } active)
        {
            return Problems.NotFound($"Instance '{instance}' has no mapping for stream '{stream}'. Check both names with GET /api/v1/mappings.");
        }

        await runtime.Replays.StartAsync(instance, stream, active.Number, ct);
        return Results.Json((await runtime.Replays.FindAsync(instance, stream, ct))!, ApiJson.Default.ReplayProgress, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(HttpContext http, HubRuntime runtime, CancellationToken ct)
    {
        var answers = new List<MappingAnswer>();
        foreach (var runner in runtime.Instances.All.Where(i => KeyFilter.KeyOf(http).Scope.AllowsInstance(i.Definition.Id)))
        {
            foreach (var stream in runner.Descriptor.Streams)
            {
                var active = runtime.Mappings.Find(runner.Definition.Id, stream.Id)?.Number;
                answers.AddRange((await runtime.Mappings.HistoryAsync(runner.Definition.Id, stream.Id, ct))
                    .Select(a => new MappingAnswer(runner.Definition.Id, stream.Id, a.Number, a.Fingerprint, a.Reason, a.At, a.Number == active, a.Overlay, a.Conflicts)));
            }
        }

        return Results.Json<IReadOnlyList<MappingAnswer>>(answers, ApiJson.Default.IReadOnlyListMappingAnswer);
    }

    private static async Task<IResult> PlaceAsync(string instance, string stream, PlaceRequest request, HttpContext http, HubRuntime runtime, CancellationToken ct)
    {
        AuditFilter.Note(http, null, $"a value of {request.Table} as {request.To}");
        var (overlay, faults) = await runtime.Mappings.PlaceAsync(instance, stream, request.Table, request.Value, request.To, ct);
        if (faults.Count == 0 && request.Activate)
        {
            faults = await runtime.Mappings.ActivateAsync(instance, stream, overlay, ct);
        }

        return faults.Count == 0 ? Results.Json(new OverlayAnswer(overlay, request.Activate), ApiJson.Default.OverlayAnswer) : Refused("The value was not placed.", faults);
    }

    private static IResult Answer(IReadOnlyList<MappingFault> faults) => faults.Count == 0 ? Results.NoContent() : Refused("The mapping was not activated.", faults);

    internal static IResult Refused(string title, IReadOnlyList<MappingFault> faults) =>
        Problems.Of(StatusCodes.Status422UnprocessableEntity, title, [.. faults.Select(f => $"{f.File}({f.Line},{f.Column}): {f.Message}")]);
}
