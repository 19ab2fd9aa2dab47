using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>API keys: list, make, revoke.</summary>
internal static class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        api.MapGet("/keys", (HubRuntime runtime) => TypedResults.Ok<IReadOnlyList<KeyAnswer>>([.. runtime.Keys.Keys.OrderBy(k => k.Name, StringComparer.Ordinal).Select(k => new KeyAnswer(k.Name, k.Role, k.Scope, k.Publishes, k.CreatedAt))])).Needs(Role.Administrator).NeedsWholeScope();
        api.MapPost("/keys", async (KeyRequest request, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
        {
            var wanted = new WantedKey(request.Name, request.Role, new(request.Instances ?? [], request.Entities ?? []), request.Publishes ?? []);
            AuditFilter.Note(http, wanted.Name, wanted.Said);
            var (key, refusal) = await runtime.KeyDesk.CreateAsync(wanted, ct);
            return refusal is null ? Results.Json(new KeyCreated(request.Name, key!), ApiJson.Default.KeyCreated, statusCode: StatusCodes.Status201Created) : Problems.Of(refusal);
        }).Needs(Role.Administrator).Produces<KeyCreated>(StatusCodes.Status201Created).NeedsWholeScope();
        api.MapDelete("/keys/{name}", async (string name, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
            await runtime.KeyDesk.RevokeAsync(name, KeyFilter.KeyOf(http).Name, ct) is { } refusal ? Problems.Of(refusal) : Results.NoContent()).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent).NeedsWholeScope();
    }
}
