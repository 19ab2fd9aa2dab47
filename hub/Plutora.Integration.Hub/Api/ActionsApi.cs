using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Hub.Api;

/// <summary>Changes in tools: ask for one, preview it, see how far it has come, settle one that ended unknown.</summary>
internal static class ActionsApi
{
    private const int MostWait = 60;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static void MapActions(this IEndpointRouteBuilder api)
    {
        api.MapPost("/actions", AskAsync).Needs(Role.Operator).Produces<ActionEntry>(StatusCodes.Status202Accepted);
        api.MapPost("/actions/preview", PreviewAsync).NotAudited().Needs(Role.Operator);
        api.MapGet("/actions", ListAsync).Needs(Role.Viewer);
        api.MapGet("/actions/offered", OfferedAsync).Needs(Role.Viewer);
        api.MapGet("/actions/{id}", FindAsync).Needs(Role.Viewer);
        api.MapPost("/actions/{id}/settle", SettleAsync).Needs(Role.Operator).Produces(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> AskAsync(ActionBody body, int? wait, HttpContext http, HubRuntime runtime, CancellationToken ct)
    {
        AuditFilter.Note(http, body.Target ?? body.Instance ?? "", body.Action);
        var taken = await runtime.Desk.AcceptAsync(Order(body), KeyFilter.KeyOf(http), ct);
        if (taken.Refusal is { } refusal)
        {
            return Refused(refusal);
        }

        // Taken, now or before; how far it has come its own status says.
        return Results.Json(await WaitAsync(taken.Action!, wait, runtime, ct), ApiJson.Default.ActionEntry, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<Results<Ok<ActionPreview>, ProblemHttpResult>> PreviewAsync(ActionBody body, HttpContext http, HubRuntime runtime, CancellationToken ct)
    {
        var outcome = await runtime.Desk.PreviewAsync(Order(body), KeyFilter.KeyOf(http), ct);
        return outcome.Refusal is { } refusal ? Refused(refusal) : TypedResults.Ok(outcome.Preview!);
    }

    private static async Task<Results<Ok<ActionEntry>, ProblemHttpResult>> FindAsync(string id, int? wait, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
        await runtime.Actions.FindAsync(id, ct) is { } action && Visible(http, action) ? TypedResults.Ok(await WaitAsync(action, wait, runtime, ct)) : Problems.NotFound($"There is no action '{id}'.");

    private static async Task<Results<Ok<ActionPage>, ProblemHttpResult>> ListAsync(HttpContext http, HubRuntime runtime, ActionStatus? status, string? instance, string? target, string? after, int? limit, CancellationToken ct) =>
        TypedResults.Ok(await runtime.Actions.ListAsync(
            after, Math.Clamp(limit ?? 100, 1, 1_000),
            a => (status is null || a.Status == status) && (instance is null || a.Instance == instance) && (target is null || a.Target == target) && Visible(http, a), ct));

    private static async Task<Results<Ok<IReadOnlyList<OfferAnswer>>, ProblemHttpResult>> OfferedAsync(HttpContext http, HubRuntime runtime, string? id, string? instance, CancellationToken ct)
    {
        if (id is null == instance is null)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, "Name an entity (?id=), or an instance in which something is created (?instance=).");
        }

        EntityId? entity = null;
        if (id is not null)
        {
            if ((await runtime.Entities.FindAsync(id, ct)).Entity is not { } found)
            {
                return Problems.NotFound($"No entity, or several, have the id or alias '{id}'.");
            }

            entity = EntityId.Parse(found.Id);
        }

        var scope = KeyFilter.KeyOf(http).Scope;
        var where = entity?.Instance ?? instance!;
        return !scope.AllowsInstance(where) || entity is { } seen && !scope.AllowsEntity(seen.Entity)
            ? Problems.OutOfScope($"'{id ?? instance}'")
            : TypedResults.Ok<IReadOnlyList<OfferAnswer>>([.. runtime.Desk.Offers(where, entity?.Entity).Select(o => new OfferAnswer(o.Name, o.Description, o.Entities, o.Idempotent, o.CanPreview, o.CanSettle, o.ArgumentsSchema, o.ResultSchema))]);
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> SettleAsync(string id, SettleActionRequest request, HttpContext http, HubRuntime runtime, CancellationToken ct)
    {
        AuditFilter.Note(http, id, request.As?.ToString().ToLowerInvariant() ?? "look at the tool");
        if (request.As is not (null or ActionStatus.Succeeded or ActionStatus.Failed))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, "'as' is succeeded or failed; left out, the tool is looked at again.");
        }

        return await runtime.Desk.SettleAsync(id, request.As, KeyFilter.KeyOf(http), ct) is { } refusal ? Refused(refusal) : TypedResults.Accepted((string?)null);
    }

    // Whoever would rather wait than ask again.
    private static async Task<ActionEntry> WaitAsync(ActionEntry action, int? seconds, HubRuntime runtime, CancellationToken ct)
    {
        var until = runtime.Time.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(seconds ?? 0, 0, MostWait));
        while (!action.IsOver && runtime.Time.GetUtcNow() < until)
        {
            await Task.Delay(Look, runtime.Time, ct);
            action = await runtime.Actions.FindAsync(action.Id, ct) ?? action;
        }

        return action;
    }

    private static ActionOrder Order(ActionBody body)
    {
        var order = new ActionOrder { Action = body.Action, Target = body.Target, Instance = body.Instance, Container = body.Container, IdempotencyKey = body.IdempotencyKey, IfVersion = body.IfVersion };
        return body.Arguments is { } arguments ? order with { Arguments = arguments } : order;
    }

    private static ProblemHttpResult Refused(ActionRefusal refusal)
    {
        var status = refusal.Kind switch
        {
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Gone => StatusCodes.Status410Gone,
            RefusalKind.Ambiguous or RefusalKind.KeyTaken => StatusCodes.Status409Conflict,
            RefusalKind.NotAllowed => StatusCodes.Status403Forbidden,
            RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status422UnprocessableEntity,
        };
        return refusal.Faults.Count == 0 ? Problems.Of(status, refusal.Reason) : Problems.Of(status, refusal.Reason, refusal.Faults);
    }

    private static bool Visible(HttpContext http, ActionEntry action) => KeyFilter.KeyOf(http).Scope is var scope && scope.AllowsInstance(action.Instance)
        && (action.Target is null ? scope.Entities.Count == 0 : scope.AllowsEntity(EntityId.Parse(action.Target).Entity));
}

/// <summary>A request for an action.</summary>
/// <param name="Action">Name of the action.</param>
/// <param name="Target">Id or alias of the entity to change; left out where something is created.</param>
/// <param name="Instance">The instance in which something is created.</param>
/// <param name="Container">Container in which something is created, such as a project.</param>
/// <param name="Arguments">Arguments by name.</param>
/// <param name="IdempotencyKey">The caller's own key; not needed for a preview.</param>
/// <param name="IfVersion">The <c>entityversion</c> that the caller has seen.</param>
internal sealed record ActionBody(string Action, string? Target, string? Instance, string? Container, JsonElement? Arguments, string? IdempotencyKey, long? IfVersion);

/// <summary>An action that may be asked for.</summary>
internal sealed record OfferAnswer(string Name, string Description, IReadOnlyList<string> Entities, bool Idempotent, bool CanPreview, bool CanSettle, JsonObject Arguments, JsonObject Result);

/// <summary>How an action that ended unknown is settled.</summary>
/// <param name="As">Succeeded or failed; left out, the tool is looked at again.</param>
internal sealed record SettleActionRequest(ActionStatus? As);
