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
            var result = await runtime.Plugins.InstallAsync(request.Source, ct);
            return result.Plugin is { } plugin ? Results.Json(Answer(plugin), ApiJson.Default.ConnectorAnswer, statusCode: StatusCodes.Status201Created) : Problems.Of(StatusCodes.Status422UnprocessableEntity, result.Fault!);
        }).Needs(Role.Administrator).Produces<ConnectorAnswer>(StatusCodes.Status201Created).NeedsWholeScope();
        api.MapPut("/connectors/{id}", async (string id, InstallRequest request, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
        {
            AuditFilter.Note(http, id, Path.GetFileName(request.Source));
            if (runtime.Plugins.Find(id) is null)
            {
                return Problems.NotFound($"There is no connector '{id}'; install it first.");
            }

            var result = await runtime.Instances.WithoutInstancesAsync(id, () => runtime.Plugins.UpgradeAsync(request.Source, null, ct), ct);
            return result.Plugin is { } plugin ? Results.Json(Answer(plugin), ApiJson.Default.ConnectorAnswer) : Problems.Of(StatusCodes.Status422UnprocessableEntity, result.Fault!);
        }).Needs(Role.Administrator).Produces<ConnectorAnswer>().NeedsWholeScope();
        api.MapDelete("/connectors/{id}", async (string id, HubRuntime runtime, CancellationToken ct) =>
        {
            if (runtime.InstanceStore.All.Where(i => i.Connector == id).Select(i => i.Id).ToArray() is { Length: > 0 } users)
            {
                return Problems.Of(StatusCodes.Status409Conflict, $"Connector '{id}' is used by {string.Join(", ", users)}. Remove these instances first.");
            }

            return await runtime.Plugins.RemoveAsync(id, ct) is { } report ? Results.Text(report.Message) : Problems.NotFound($"There is no connector '{id}'.");
        }).Needs(Role.Administrator).ProducesText().NeedsWholeScope();
    }

    private static ConnectorAnswer Answer(LoadedPlugin plugin) => new(
        plugin.Descriptor.Id, plugin.Descriptor.Version, plugin.Descriptor.DisplayName, plugin.Descriptor.Description, plugin.SdkVersion, plugin.Sha256,
        plugin.Descriptor.Options.Schema, [.. plugin.Descriptor.Streams.Select(s => s.Id)], [.. plugin.MappingFiles.Select(Path.GetFileName).OfType<string>()]);
}
