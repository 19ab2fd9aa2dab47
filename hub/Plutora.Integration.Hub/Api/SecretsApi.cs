using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>Secrets in the hub's store: names are listed, values never returned.</summary>
internal static class SecretsApi
{
    public static void MapSecrets(this IEndpointRouteBuilder api)
    {
        api.MapGet("/secrets", async (HubRuntime runtime, CancellationToken ct) => TypedResults.Ok(await runtime.SecretDesk.NamesAsync(ct))).Needs(Role.Administrator).NeedsWholeScope();
        api.MapPut("/secrets/{name}", async (string name, SecretRequest request, HubRuntime runtime, CancellationToken ct) =>
            await runtime.SecretDesk.PutAsync(name, request.Value, ct) is { } refusal ? Problems.Of(refusal) : Results.NoContent()).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent).NeedsWholeScope();
        api.MapDelete("/secrets/{name}", async (string name, HubRuntime runtime, CancellationToken ct) =>
            await runtime.SecretDesk.RemoveAsync(name, ct) is { } refusal ? Problems.Of(refusal) : Results.NoContent()).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent).NeedsWholeScope();
    }
}
