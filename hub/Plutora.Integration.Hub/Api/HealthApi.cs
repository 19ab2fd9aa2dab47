using Plutora.Integration.Hub.Runtime.Hubs;

namespace Plutora.Integration.Hub.Api;

/// <summary>Whether the process lives, and whether it does its work.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("live")).ProducesText();
        app.MapGet("/health/ready", (HubRuntime runtime) => runtime.NotReady is { } reason
            ? Problems.Of(StatusCodes.Status503ServiceUnavailable, reason)
            : Results.Text("ready")).ProducesText();
    }
}
