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
            // It takes what is sent, and does the rest of its work: to send to another hub would help nobody.
            : Results.Text(runtime.Standstill is { } standstill ? $"ready, but: {standstill}" : "ready")).ProducesText();
    }
}
