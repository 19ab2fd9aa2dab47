using System.Diagnostics;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Services;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>What services publish of their own: a list of CloudEvents, taken whole or not at all, durable before the answer.</summary>
internal static class PublishApi
{
    public static void MapPublish(this IEndpointRouteBuilder api) => api.MapPost("/events", async (HttpContext http, HubRuntime runtime) =>
    {
        var key = KeyFilter.KeyOf(http);
        if (key.Publishes.Count == 0)
        {
            return Problems.Of(StatusCodes.Status403Forbidden, $"Key '{key.Name}' may not publish. An administrator makes one that may: plutora key add <name> --publish <instance>.");
        }

        using var body = await ReceivedBody.ReadAsync(http, runtime);
        var outcome = await body.StoredAsync(http, runtime, end => runtime.Publisher.PublishAsync(body.Bytes, key, Activity.Current?.Id, end));
        return outcome.Status switch
        {
            PublishStatus.Stored => Results.Json(new PublishAnswer(outcome.Stored, outcome.Repeated), ApiJson.Default.PublishAnswer, statusCode: StatusCodes.Status202Accepted),
            PublishStatus.Forbidden => Problems.Of(StatusCodes.Status403Forbidden, outcome.Message, outcome.Faults),
            PublishStatus.Invalid => Problems.Of(StatusCodes.Status422UnprocessableEntity, outcome.Message, outcome.Faults),
            _ => Problems.Of(StatusCodes.Status400BadRequest, outcome.Message),
        };
    }).Needs(Role.Viewer).NotAudited().Produces<PublishAnswer>(StatusCodes.Status202Accepted).TakesBody("A JSON list of CloudEvents, at most 1,000, as docs/subscribers/publishing.md describes them.");
}

/// <summary>What became of a batch.</summary>
/// <param name="Stored">Events that were stored.</param>
/// <param name="Repeated">Events that were dropped, since one of their id came before.</param>
internal sealed record PublishAnswer(int Stored, int Repeated);
