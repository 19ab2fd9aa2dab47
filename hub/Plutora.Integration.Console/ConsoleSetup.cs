using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.WebConsole.Access;
using Plutora.Integration.WebConsole.Assets;
using Plutora.Integration.WebConsole.Frame;
using Plutora.Integration.WebConsole.Live;
using Radzen;

namespace Plutora.Integration.WebConsole;

/// <summary>Puts the console into a hub.</summary>
public static class ConsoleSetup
{
    /// <summary>Adds what the console needs; a <see cref="HubRuntime"/> must be there too.</summary>
    /// <param name="services">The hub's services.</param>
    /// <param name="home">The home folder, which keeps what cookies are protected with.</param>
    /// <param name="time">The clock.</param>
    public static void AddConsole(this IServiceCollection services, HubHome home, TimeProvider time)
    {
        var keys = Directory.CreateDirectory(Path.Combine(home.Folder, "cookies"));
        if (!OperatingSystem.IsWindows())
        {
            keys.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        // Like the master key beside it, for the owner's eyes alone; the warning that they are not encrypted says nothing more.
        services.AddDataProtection().SetApplicationName("plutora").PersistKeysToFileSystem(keys);
        services.AddLogging(l => l.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error).AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error));
        services.TryAddSingleton(time);
        services.AddSingleton(new SignInLinks(time));
        services.AddSingleton(s => new Pulse(s.GetRequiredService<HubRuntime>().Time));
        services.AddSingleton<Attention>();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(SetCookie);
        services.AddAuthorization();
        services.AddAntiforgery(o => (o.Cookie.Name, o.Cookie.SameSite, o.Cookie.SecurePolicy, o.FormFieldName) = ("plutora.form", SameSiteMode.Strict, CookieSecurePolicy.SameAsRequest, "form"));
        services.AddCascadingAuthenticationState();
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.Configure<CircuitOptions>(o => (o.DisconnectedCircuitMaxRetained, o.DisconnectedCircuitRetentionPeriod) = (50, TimeSpan.FromMinutes(2)));
        services.AddRadzenComponents();
    }

    /// <summary>Answers a mistyped address in a browser with 404 and a page of the console. To be called before what goes by the endpoint that answers, such as its headers.</summary>
    /// <param name="app">The hub.</param>
    public static void UseNotFoundPage(this WebApplication app) => app.Use(NotFoundPage.StandInAsync);

    /// <summary>Serves the console at <c>/</c>. To be called after what reads headers of proxies and before the hub's own endpoints.</summary>
    /// <param name="app">The hub.</param>
    public static void UseConsole(this WebApplication app)
    {
        app.Use(RefuseForeignSocketsAsync);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapConsoleAssets();
        app.MapSignIn();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization()
            .WithMetadata(new ConsoleEndpoint());
    }

    /// <summary>Makes a one-time address that signs in as the hub's first administrator; null where no administrator without limits is left.</summary>
    /// <param name="services">The hub's services, once it has started.</param>
    /// <param name="address">The hub's address.</param>
    public static string? CreateSignInLink(IServiceProvider services, string address)
    {
        var keys = services.GetRequiredService<HubRuntime>().Keys.Keys;
        return keys.Where(k => k.Role == Role.Administrator && k.Scope.IsUnlimited).OrderBy(k => k.CreatedAt).FirstOrDefault() is { } key
            ? $"{address.TrimEnd('/')}{SignInApi.Page}#{services.GetRequiredService<SignInLinks>().Create(key.Hash)}"
            : null;
    }

    private static void SetCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "plutora";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = true;
        options.LoginPath = SignInApi.Page;
        options.AccessDeniedPath = "/not-allowed";
        options.ReturnUrlParameter = "returnTo";
        options.Events.OnValidatePrincipal = context =>
        {
            if (Session.KeyOf(context.Principal, context.HttpContext.RequestServices.GetRequiredService<HubRuntime>()) is null)
            {
                context.RejectPrincipal();
            }

            return Task.CompletedTask;
        };
    }

    // Another port of the same host is the same site to a strict cookie; a page served there must not open a circuit.
    private static Task RefuseForeignSocketsAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase) && http.Request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && HostString.FromUriComponent(from).Equals(http.Request.Host)))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(http);
    }
}
