using Microsoft.AspNetCore.Http.HttpResults;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>What was set aside: list, show, replay.</summary>
internal static class DeadLettersApi
{
    public static void MapDeadLetters(this IEndpointRouteBuilder api)
    {
        api.MapGet("/dead-letters", async (HttpContext http, HubRuntime runtime, int? limit, CancellationToken ct) => TypedResults.Ok<IReadOnlyList<DeadLetterAnswer>>(
            [.. (await runtime.DeadLetters.ListAsync(Math.Clamp(limit ?? 1_000, 1, 10_000), ct)).Where(d => Visible(http, d)).Select(d => Answer(d, payload: false))])).Needs(Role.Viewer);
        api.MapGet("/dead-letters/{id}", async (string id, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
            await runtime.DeadLetters.FindAsync(id, ct) is { } letter && Visible(http, letter) ? Results.Json(Answer(letter, payload: true), ApiJson.Default.DeadLetterAnswer) : (IResult)Missing(id)).Needs(Role.Operator).Produces<DeadLetterAnswer>();
        api.MapPost("/dead-letters/{id}/replay", async (string id, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
            await runtime.DeadLetters.FindAsync(id, ct) is not { } letter || !Visible(http, letter) ? (IResult)Missing(id)
            : await runtime.DeadLetters.ReplayAsync(letter, ct) is { } refusal ? Problems.Of(StatusCodes.Status409Conflict, refusal)
            : Results.Accepted()).Needs(Role.Operator).Produces(StatusCodes.Status202Accepted);
    }

    private static bool Visible(HttpContext http, DeadLetter letter) => KeyFilter.KeyOf(http).Scope.AllowsInstance(letter.Instance);

    private static ProblemHttpResult Missing(string id) => Problems.NotFound($"No dead letter waits under id '{id}'; it may have been replayed.");

    private static DeadLetterAnswer Answer(DeadLetter letter, bool payload) => new(
        letter.Id, letter.Instance, letter.Stream, letter.RecordId, letter.Stage, letter.Reason, letter.MappingVersion, letter.At, letter.ReceivedAt,
        payload ? Convert.ToBase64String(letter.Payload) : null);
}
