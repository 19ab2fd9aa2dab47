using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Security;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Api;

/// <summary>References that are unresolved or ambiguous: list, settle by hand. Entities that wait for required fields: list.</summary>
internal static class ReferencesApi
{
    public static void MapReferences(this IEndpointRouteBuilder api)
    {
        api.MapGet("/references", ListAsync).Needs(Role.Viewer).Produces<ReferencesAnswer>();
        api.MapPost("/references/settle", async (SettleRequest request, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
        {
            AuditFilter.Note(http, request.Referrer, $"to {request.Target}");
            return await runtime.Settler.SettleAsync(request.Referrer, new ReferenceKey(request.Entity, request.Alias, request.Scope ?? ""), request.Target, ct) is { } refusal
                ? Problems.Of(StatusCodes.Status422UnprocessableEntity, refusal)
                : Results.Accepted();
        }).Needs(Role.Administrator).Produces(StatusCodes.Status202Accepted).NeedsWholeScope();
        api.MapGet("/entities/waiting", async (HttpContext http, HubRuntime runtime, string? after, int? limit, CancellationToken ct) =>
            Results.Json([.. (await runtime.References.WaitingAsync(after, Limit(limit), ct)).Where(w => Visible(http, w.Id))], ApiJson.Default.IReadOnlyListWaitingEntity)).Needs(Role.Viewer).Produces<IReadOnlyList<WaitingEntity>>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, HubRuntime runtime, string? status, string? after, int? limit, CancellationToken ct)
    {
        if (status is not (null or "unresolved" or "ambiguous"))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, $"There is no status '{status}': unresolved or ambiguous; left out, both.");
        }

        var page = await runtime.References.PendingAsync(after is null ? null : Uri.UnescapeDataString(after), Limit(limit), ct);
        var answers = page.Select(p => new ReferenceAnswer(
                p.Reference.Referrer, p.Reference.Key.Entity, p.Reference.Key.Alias, p.Reference.Key.Scope.Length == 0 ? null : p.Reference.Key.Scope, p.Reference.At,
                p.Reference.Candidates.Count == 0 ? "unresolved" : "ambiguous", p.Reference.Candidates))
            .Where(a => (status is null || a.Status == status) && Visible(http, a.Referrer));
        return Results.Json(new ReferencesAnswer([.. answers], page.Count == Limit(limit) ? Uri.EscapeDataString(page[^1].Key) : null), ApiJson.Default.ReferencesAnswer);
    }

    private static int Limit(int? limit) => Math.Clamp(limit ?? 500, 1, 5_000);

    private static bool Visible(HttpContext http, string id) =>
        EntityId.TryParse(id, out var known) && KeyFilter.KeyOf(http).Scope is var scope && scope.AllowsInstance(known.Instance) && scope.AllowsEntity(known.Entity);
}
