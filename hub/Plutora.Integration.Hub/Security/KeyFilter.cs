using Microsoft.AspNetCore.Http.HttpResults;
using Plutora.Integration.Hub.Api;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.Hub.Security;

/// <summary>Asks every call of the API for a key, and whether its role may do what is asked.</summary>
internal sealed class KeyFilter(HubRuntime runtime) : IEndpointFilter
{
    private const string Item = "plutora.key";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (Presented(http.Request) is not { } presented)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Of(StatusCodes.Status401Unauthorized, "An API key is needed: send it as 'Authorization: Bearer <key>'. The first start wrote an administrator's key to admin.key in the home folder.");
        }

        if (runtime.Keys.Find(presented) is not { } key)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            return Problems.Of(StatusCodes.Status401Unauthorized, "This API key is not known. It may have been revoked, or belong to another hub.");
        }

        var needed = http.GetEndpoint()?.Metadata.GetMetadata<NeedsRole>()?.Role ?? Role.Administrator;
        if (key.Role < needed)
        {
            return Problems.Of(StatusCodes.Status403Forbidden, $"Key '{key.Name}' has role {Name(key.Role)}; this needs {Name(needed)}.");
        }

        if (OutOfScope(http, key.Scope) is { } refused)
        {
            return refused;
        }

        http.Items[Item] = key;
        return await next(context);
    }

    /// <summary>The key of the present call.</summary>
    public static ApiKey KeyOf(HttpContext http) => (ApiKey)http.Items[Item]!;

    // Where the address names an instance, the key must hold it; what concerns the whole hub needs a key without limits, else a limited one could make itself one.
    private static ProblemHttpResult? OutOfScope(HttpContext http, KeyScope scope)
    {
        if (scope.IsUnlimited || http.GetEndpoint() is not RouteEndpoint endpoint)
        {
            return null;
        }

        var name = endpoint.RoutePattern.RawText!.StartsWith("/api/v1/instances/{id}", StringComparison.Ordinal) ? "id" : "instance";
        return http.Request.RouteValues.TryGetValue(name, out var value) && value is string instance && !scope.AllowsInstance(instance) ? Problems.OutOfScope($"instance '{instance}'")
            : endpoint.Metadata.GetMetadata<NeedsWholeScope>() is not null ? Problems.OutOfScope("the whole hub, which this call changes or shows; use a key without limits of scope")
            : null;
    }

    private static string Name(Role role) => role.ToString().ToLowerInvariant();

    private static string? Presented(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && header.Length > 7 ? header[7..].Trim() : null;
    }
}

/// <summary>The role that an endpoint needs; without it, administrator.</summary>
/// <param name="Role">The role.</param>
internal sealed record NeedsRole(Role Role);

/// <summary>The endpoint concerns the whole hub: only a key without limits of scope may call it.</summary>
internal sealed record NeedsWholeScope;

/// <summary>States the role that an endpoint needs.</summary>
internal static class NeedsRoleExtensions
{
    public static TBuilder Needs<TBuilder>(this TBuilder builder, Role role)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NeedsRole(role));

    public static TBuilder NeedsWholeScope<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NeedsWholeScope());
}
