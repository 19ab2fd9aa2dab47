using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>Secrets in the hub's store: names are listed, values never returned.</summary>
internal static class SecretsApi
{
    // What the hub keeps for itself is neither listed nor replaced from outside.
    private const string Own = "hub.";

    public static void MapSecrets(this IEndpointRouteBuilder api)
    {
        api.MapGet("/secrets", async (HubRuntime runtime, CancellationToken ct) =>
            TypedResults.Ok<IReadOnlyList<string>>([.. (await runtime.Secrets.NamesAsync(ct)).Where(n => !n.StartsWith(Own, StringComparison.Ordinal))])).Needs(Role.Administrator).NeedsWholeScope();
        api.MapPut("/secrets/{name}", async (string name, SecretRequest request, HubRuntime runtime, CancellationToken ct) =>
        {
            if (name.StartsWith(Own, StringComparison.Ordinal) || string.IsNullOrEmpty(request.Value))
            {
                return Problems.Of(StatusCodes.Status422UnprocessableEntity, "A secret needs a value, and a name that does not begin with 'hub.'.");
            }

            await runtime.Secrets.PutAsync(name, request.Value, ct);
            return Results.NoContent();
        }).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent).NeedsWholeScope();
        api.MapDelete("/secrets/{name}", async (string name, HubRuntime runtime, CancellationToken ct) =>
        {
            if (name.StartsWith(Own, StringComparison.Ordinal))
            {
                return Problems.Of(StatusCodes.Status403Forbidden, "This secret is the hub's own.");
            }

            await runtime.Secrets.RemoveAsync(name, ct);
            return Results.NoContent();
        }).Needs(Role.Administrator).Produces(StatusCodes.Status204NoContent).NeedsWholeScope();
    }
}
