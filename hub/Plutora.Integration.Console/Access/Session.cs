using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Plutora.Integration.Hub.Runtime.Callers;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.WebConsole.Access;

/// <summary>What a browser's cookie says: as which key it signed in. What that key may do is looked up each time, so that a revoked one ends its sessions.</summary>
internal static class Session
{
    private const string KeyClaim = "plutora.key";

    /// <summary>The principal of a key. Another way to sign in, such as OpenID Connect, makes its principal here, of the key that stands for the person.</summary>
    public static ClaimsPrincipal Of(ApiKey key) => new(new ClaimsIdentity(
        [new(ClaimTypes.Name, key.Name), new(ClaimTypes.Role, key.Role.ToString()), new(KeyClaim, key.Hash)], CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>The key of a principal, as it is now; null when nobody is signed in or the key was revoked.</summary>
    public static ApiKey? KeyOf(ClaimsPrincipal? principal, HubRuntime hub) => principal?.FindFirstValue(KeyClaim) is { } hash ? hub.Keys.FindStored(hash) : null;

    /// <summary>The caller of a principal; null when nobody is signed in.</summary>
    public static Caller? CallerOf(ClaimsPrincipal principal, HubRuntime hub) =>
        principal.FindFirstValue(KeyClaim) is { } hash ? new(hash, hub.Keys, hub.Audit, hub.Time) : null;
}
