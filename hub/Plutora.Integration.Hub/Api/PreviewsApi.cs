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
