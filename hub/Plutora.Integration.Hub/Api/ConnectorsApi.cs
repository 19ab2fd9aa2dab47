using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Plugins;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>Connectors: list, install, upgrade, remove.</summary>
internal static class ConnectorsApi
{
    public static void MapConnectors(this IEndpointRouteBuilder api)
    {
        api.MapGet("/connectors", (HubRuntime runtime) => TypedResults.Ok<IReadOnlyList<ConnectorAnswer>>([.. runtime.Plugins.Plugins.Select(Answer)])).Needs(Role.Viewer);
        api.MapPost("/connectors", async (InstallRequest request, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
        {
            AuditFilter.Note(http, Path.GetFileName(request.Source));
            var (plugin, refusal) = await runtime.ConnectorDesk.InstallAsync(request.Source, ct);
            return plugin is not null ? Results.Json(Answer(plugin), ApiJson.Default.ConnectorAnswer, statusCode: StatusCodes.Status201Created) : Problems.Of(refusal!);
        }).Needs(Role.Administrator).Produces<ConnectorAnswer>(StatusCodes.Status201Created).NeedsWholeScope();
        api.MapPut("/connectors/{id}", async (string id, InstallRequest request, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
        {
            AuditFilter.Note(http, id, Path.GetFileName(request.Source));
            var (plugin, refusal) = await runtime.ConnectorDesk.UpgradeAsync(id, request.Source, ct);
            return plugin is not null ? Results.Json(Answer(plugin), ApiJson.Default.ConnectorAnswer) : Problems.Of(refusal!);
        }).Needs(Role.Administrator).Produces<ConnectorAnswer>().NeedsWholeScope();
        api.MapDelete("/connectors/{id}", async (string id, HubRuntime runtime, CancellationToken ct) =>
        {
            var (said, refusal) = await runtime.ConnectorDesk.RemoveAsync(id, ct);
            return refusal is null ? Results.Text(said) : Problems.Of(refusal);
        }).Needs(Role.Administrator).ProducesText().NeedsWholeScope();
    }

    private static ConnectorAnswer Answer(LoadedPlugin plugin) => new(
        plugin.Descriptor.Id, plugin.Descriptor.Version, plugin.Descriptor.DisplayName, plugin.Descriptor.Description, plugin.SdkVersion, plugin.Sha256,
        plugin.Descriptor.Options.Schema, [.. plugin.Descriptor.Streams.Select(s => s.Id)], [.. plugin.MappingFiles.Select(Path.GetFileName).OfType<string>()]);
}
