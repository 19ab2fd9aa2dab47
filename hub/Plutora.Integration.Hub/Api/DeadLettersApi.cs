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
        api.MapGet("/dead-letters/groups", async (HttpContext http, HubRuntime runtime, string? instance, CancellationToken ct) => TypedResults.Ok(
            await runtime.DeadLetterIndex.GroupsAsync(d => (instance is null || d.Instance == instance) && KeyFilter.KeyOf(http).Scope.AllowsInstance(d.Instance), ct))).Needs(Role.Viewer);
        api.MapPost("/dead-letters/replay", ReplayAsync).Needs(Role.Operator).Produces<DeadLetterReplay>(StatusCodes.Status202Accepted);
        api.MapGet("/dead-letters/replay", (HubRuntime runtime) => runtime.DeadLetterReplays.Last is { } last
            ? Results.Json(last, ApiJson.Default.DeadLetterReplay)
            : Problems.NotFound("No dead letters were replayed together since the hub started.")).Needs(Role.Operator).Produces<DeadLetterReplay>();
        api.MapGet("/dead-letters/{id}", async (string id, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
            await runtime.DeadLetters.FindAsync(id, ct) is { } letter && Visible(http, letter) ? Results.Json(Answer(letter, payload: true) with { Members = await runtime.OffendingPlaces.FindAsync(letter, ct) }, ApiJson.Default.DeadLetterAnswer) : (IResult)Missing(id)).Needs(Role.Operator).Produces<DeadLetterAnswer>();
        api.MapPost("/dead-letters/{id}/replay", async (string id, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
            await runtime.DeadLetters.FindAsync(id, ct) is not { } letter || !Visible(http, letter) ? (IResult)Missing(id)
            : await runtime.DeadLetters.ReplayAsync(letter, ct) is { } refusal ? Problems.Of(StatusCodes.Status409Conflict, refusal)
            : Results.Accepted()).Needs(Role.Operator).Produces(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ReplayAsync(ReplayLettersRequest request, HttpContext http, HubRuntime runtime, CancellationToken ct)
    {
        AuditFilter.Note(http, request.Instance, request.Cause);
        var key = KeyFilter.KeyOf(http);
        var ids = request.Ids?.ToHashSet(StringComparer.Ordinal);
        var wanted = await runtime.DeadLetterIndex.ListAsync(
            d => key.Scope.AllowsInstance(d.Instance) && (ids is null || ids.Contains(d.Id)) && (request.Instance is null || d.Instance == request.Instance)
                && (request.Stream is null || d.Stream == request.Stream) && (request.Stage is null || d.Stage == request.Stage) && (request.Cause is null || d.Cause == request.Cause),
            ct);

        // The oldest first, as they came.
        return runtime.DeadLetterReplays.Start([.. wanted.Reverse().Select(d => d.Id)], key.Name) is { } run
            ? Results.Json(run, ApiJson.Default.DeadLetterReplay, statusCode: StatusCodes.Status202Accepted)
            : Problems.Of(StatusCodes.Status409Conflict, "Dead letters are being replayed already; see how far with GET /api/v1/dead-letters/replay.");
    }

    private static bool Visible(HttpContext http, DeadLetter letter) => KeyFilter.KeyOf(http).Scope.AllowsInstance(letter.Instance);

    private static ProblemHttpResult Missing(string id) => Problems.NotFound($"No dead letter waits under id '{id}'; it may have been replayed.");

    private static DeadLetterAnswer Answer(DeadLetter letter, bool payload) => new(
        letter.Id, letter.Instance, letter.Stream, letter.RecordId, letter.Stage, letter.Reason, letter.MappingVersion, letter.At, letter.ReceivedAt,
        payload ? Convert.ToBase64String(letter.Payload) : null);
}

/// <summary>Which dead letters are replayed together: those that fit all that is named; all where nothing is.</summary>
/// <param name="Ids">These alone.</param>
/// <param name="Instance">Of this instance.</param>
/// <param name="Stream">Of this stream.</param>
/// <param name="Stage">Failed there.</param>
/// <param name="Cause">With which this is wrong, as <c>GET /dead-letters/groups</c> has it.</param>
internal sealed record ReplayLettersRequest(IReadOnlyList<string>? Ids, string? Instance, string? Stream, string? Stage, string? Cause);
