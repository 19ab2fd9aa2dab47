using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Mappings.Previewing;
using Plutora.Integration.Hub.Security;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Api;

/// <summary>What a changed mapping would change: over stored records, and as a document.</summary>
internal static class PreviewsApi
{
    public static void MapPreviews(this IEndpointRouteBuilder api)
    {
        api.MapPost("/mappings/{instance}/{stream}/preview", StartAsync).Needs(Role.Administrator).Produces<MappingPreview>(StatusCodes.Status202Accepted).NotAudited();
        api.MapGet("/mappings/{instance}/{stream}/preview", (string instance, string stream, HubRuntime runtime) => runtime.Previews.Find(instance, stream) is { } preview
            ? Results.Json(preview, ApiJson.Default.MappingPreview)
            : Problems.NotFound($"Stream '{stream}' of instance '{instance}' has no preview since the hub started. Ask for one with POST.")).Needs(Role.Administrator).Produces<MappingPreview>();
        api.MapPost("/mappings/{instance}/{stream}/try", async (string instance, string stream, TryRequest request, HubRuntime runtime, CancellationToken ct) => await runtime.Trials.RunAsync(instance, stream, request.Overlay, request.Record, ct) is { } trial
            ? Results.Json(new TryAnswer([.. trial.Faults.Select(FaultAnswer.Of)], trial.Record, trial.Input, trial.Result, trial.Failure), ApiJson.Default.TryAnswer)
            : NoMapping(instance, stream)).Needs(Role.Administrator).Produces<TryAnswer>().NotAudited();
        api.MapGet("/mappings/{instance}/{stream}/base", async (string instance, string stream, HubRuntime runtime, CancellationToken ct) => await runtime.Mappings.FindBaseAsync(instance, stream, ct) is { } text
            ? Results.Text(text, "application/yaml")
            : NoMapping(instance, stream)).Needs(Role.Viewer).Produces<string>(StatusCodes.Status200OK, "application/yaml");
        api.MapPost("/mappings/{instance}/{stream}/diff", DiffAsync).Needs(Role.Administrator).Produces<IReadOnlyList<MappingChange>>().NotAudited();
    }

    private static async Task<IResult> StartAsync(string instance, string stream, PreviewRequest request, HubRuntime runtime, CancellationToken ct)
    {
        if (await runtime.Mappings.CompileAsync(instance, stream, await OverlayAsync(instance, stream, request, runtime, ct), ct) is not { } compilation)
        {
            return NoMapping(instance, stream);
        }

        if (compilation.Mapping is not { } mapping)
        {
            return MappingsApi.Refused("The mapping cannot run.", compilation.Faults);
        }

        return await runtime.Previews.StartAsync(instance, stream, mapping, new(request.Records, request.Since, request.Samples), ct)
            ? Results.Json(runtime.Previews.Find(instance, stream)!, ApiJson.Default.MappingPreview, statusCode: StatusCodes.Status202Accepted)
            : NoMapping(instance, stream);
    }

    private static async Task<IResult> DiffAsync(string instance, string stream, PreviewRequest request, HubRuntime runtime, CancellationToken ct) =>
        await runtime.Mappings.DiffAsync(instance, stream, await OverlayAsync(instance, stream, request, runtime, ct), ct) is { } changes
            ? Results.Json(changes, ApiJson.Default.IReadOnlyListMappingChange)
            : NoMapping(instance, stream);

    private static async Task<string?> OverlayAsync(string instance, string stream, PreviewRequest request, HubRuntime runtime, CancellationToken ct) =>
        request.Base ? null : request.Overlay ?? await runtime.Mappings.OverlayAsync(instance, stream, ct);

    private static ProblemHttpResult NoMapping(string instance, string stream) =>
        Problems.NotFound($"Instance '{instance}' has no mapping for stream '{stream}'. Check both names with GET /api/v1/mappings.");
}

/// <summary>Asks what an overlay makes of a stored record.</summary>
/// <param name="Overlay">The overlay; left out, the base alone is tried.</param>
/// <param name="Record">Raw key of the record; left out, the first one that is stored.</param>
internal sealed record TryRequest(string? Overlay, string? Record);

/// <summary>What the compiler says of the document, and what it makes of the record: entities, links and values without a place, or why it fails.</summary>
internal sealed record TryAnswer(IReadOnlyList<FaultAnswer> Faults, string? Record, JsonElement? Input, JsonElement? Result, string? Failure);
