using Plutora.Integration.Hub.Runtime.Hubs;

namespace Plutora.Integration.Hub.Api;

/// <summary>Whether the process lives, and whether it does its work.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("live"));
        app.MapGet("/health/ready", (HubRuntime runtime) => runtime.IsReady
            ? Results.Text("ready")
            : Problems.Of(StatusCodes.Status503ServiceUnavailable, "The hub is starting or stopping."));
    }
}
