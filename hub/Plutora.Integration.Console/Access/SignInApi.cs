using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.WebConsole.Access;

/// <summary>Signs browsers in and out. Each form carries an antiforgery token.</summary>
internal static class SignInApi
{
    public const string Page = "/sign-in";

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sign-in/key", ([FromForm] string? key, [FromForm] string? returnTo, HttpContext http, HubRuntime hub) =>
            EnterAsync(http, key is null ? null : hub.Keys.Find(key.Trim()), returnTo, "key")).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/sign-in/link", ([FromForm] string? token, HttpContext http, HubRuntime hub, SignInLinks links) =>
            EnterAsync(http, token is not null && links.Use(token) is { } hash ? hub.Keys.FindStored(hash) : null, "/", "link")).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/sign-out", async (HttpContext http, [FromForm] string? _) =>
        {
            await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            return Results.LocalRedirect(Page);
        }).RequireAuthorization().ExcludeFromDescription();
        // Asked by the sign-in page itself: a strict cookie does not come along when an address is opened from elsewhere, but does with a request of our own page.
        app.MapGet("/sign-in/state", (HttpContext http) => Results.StatusCode(http.User.Identity?.IsAuthenticated == true ? StatusCodes.Status204NoContent : StatusCodes.Status200OK)).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> EnterAsync(HttpContext http, ApiKey? key, string? returnTo, string how)
    {
        var back = IsLocal(returnTo) ? returnTo! : "/";
        if (key is null)
        {
            return Results.LocalRedirect($"{Page}?wrong={how}&returnTo={Uri.EscapeDataString(back)}");
        }

        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, Session.Of(key));
        return Results.LocalRedirect(back);
    }

    /// <summary>Whether an address is one of this hub: nobody is led elsewhere by a link to the sign-in page.</summary>
    public static bool IsLocal(string? address) => address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl);
}
