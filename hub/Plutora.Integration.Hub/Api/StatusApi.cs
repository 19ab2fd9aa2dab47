using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>How the hub stands.</summary>
internal static class StatusApi
{
    public static void MapStatus(this IEndpointRouteBuilder api) =>
        api.MapGet("/status", async (HubRuntime runtime, CancellationToken ct) => Results.Json(await HubStatus.OfAsync(runtime, ct), ApiJson.Default.HubStatus)).Needs(Role.Viewer).Produces<HubStatus>();
}
