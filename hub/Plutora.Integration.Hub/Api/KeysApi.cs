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
            AuditFilter.Note(http, request.Name, Said(request));
            return string.IsNullOrWhiteSpace(request.Name) ? Problems.Of(StatusCodes.Status422UnprocessableEntity, "'name' is required: who or what the key is for.")
            : runtime.Keys.Keys.Any(k => k.Name == request.Name) ? Problems.Of(StatusCodes.Status409Conflict, $"A key named '{request.Name}' exists. Choose another name or revoke it first.")
            : Results.Json(new KeyCreated(request.Name, await runtime.Keys.CreateAsync(request.Name, request.Role, new(request.Instances ?? [], request.Entities ?? []), request.Publishes ?? [], ct)), ApiJson.Default.KeyCreated, statusCode: StatusCodes.Status201Created);
        }).Needs(Role.Administrator).Produces<KeyCreated>(StatusCodes.Status201Created).NeedsWholeScope();
        api.MapDelete("/keys/{name}", async (string name, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
            KeyFilter.KeyOf(http).Name == name ? Problems.Of(StatusCodes.Status409Conflict, "A key cannot revoke itself; use another administrator's key.")
            : await runtime.Keys.RevokeAsync(name, ct) ? Results.NoContent()
            : Problems.NotFound($"There is no key named '{name}'.")).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent).NeedsWholeScope();
    }

    private static string Said(KeyRequest request)
    {
        (string Name, IReadOnlyList<string>? Values)[] lists = [("instances", request.Instances), ("entities", request.Entities), ("publishes", request.Publishes)];
        return string.Join("; ", [$"role {request.Role.ToString().ToLowerInvariant()}", .. lists.Where(l => l.Values is { Count: > 0 }).Select(l => $"{l.Name} {string.Join(", ", l.Values!)}")]);
    }
}
