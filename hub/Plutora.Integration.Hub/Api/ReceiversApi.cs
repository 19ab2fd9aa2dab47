using Microsoft.AspNetCore.Http.HttpResults;
using Plutora.Integration.Hub.Runtime.CdEvents.Delivery;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>Receivers of CDEvents: where each stands, pause and resume.</summary>
internal static class ReceiversApi
{
    public static void MapReceivers(this IEndpointRouteBuilder api)
    {
        var receivers = api.MapGroup("/cdevents/receivers").NeedsWholeScope();
        receivers.MapGet("", async (HubRuntime runtime, CancellationToken ct) => TypedResults.Ok(await runtime.CdEvents.ReceiversAsync(ct))).Needs(Role.Viewer);
        receivers.MapPost("/{id}/pause", (string id, HubRuntime runtime, CancellationToken ct) => PauseAsync(id, paused: true, runtime, ct)).Needs(Role.Operator);
        receivers.MapPost("/{id}/resume", (string id, HubRuntime runtime, CancellationToken ct) => PauseAsync(id, paused: false, runtime, ct)).Needs(Role.Operator);
    }

    private static async Task<Results<Ok<ReceiverStatus>, ProblemHttpResult>> PauseAsync(string id, bool paused, HubRuntime runtime, CancellationToken ct) =>
        await runtime.CdEvents.PauseAsync(id, paused, ct) is { } status
            ? TypedResults.Ok(status)
            : Problems.NotFound($"There is no receiver '{id}'. Receivers stand in the setting cdEvents.receivers; list them with GET /api/v1/cdevents/receivers.");
}
