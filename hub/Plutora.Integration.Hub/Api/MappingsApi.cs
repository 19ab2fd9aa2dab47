using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Api;

/// <summary>Mappings and their activations: list, activate an overlay, roll back.</summary>
internal static class MappingsApi
{
    public static void MapMappings(this IEndpointRouteBuilder api)
    {
        api.MapGet("/mappings", ListAsync).Needs(Role.Viewer);
        api.MapPost("/mappings/{instance}/{stream}/activate", async (string instance, string stream, MappingRequest request, HubRuntime runtime, CancellationToken ct) =>
            Answer(await runtime.Mappings.ActivateAsync(instance, stream, request.Overlay, ct))).Needs(Role.Administrator);
        api.MapPost("/mappings/{instance}/{stream}/rollback", async (string instance, string stream, MappingRequest request, HubRuntime runtime, CancellationToken ct) =>
            Answer(await runtime.Mappings.RollBackAsync(instance, stream, request.Number, ct))).Needs(Role.Administrator);
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
                    .Select(a => new MappingAnswer(runner.Definition.Id, stream.Id, a.Number, a.Fingerprint, a.Reason, a.At, a.Number == active, a.Overlay)));
            }
        }

        return Results.Json<IReadOnlyList<MappingAnswer>>(answers, ApiJson.Default.IReadOnlyListMappingAnswer);
    }

    private static IResult Answer(IReadOnlyList<MappingFault> faults) => faults.Count == 0
        ? Results.NoContent()
        : Problems.Of(StatusCodes.Status422UnprocessableEntity, "The mapping was not activated.", [.. faults.Select(f => $"{f.File}({f.Line},{f.Column}): {f.Message}")]);
}
