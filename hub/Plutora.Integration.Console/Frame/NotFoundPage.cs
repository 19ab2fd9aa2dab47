using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Plutora.Integration.WebConsole.Pages;

namespace Plutora.Integration.WebConsole.Frame;

/// <summary>Answers a mistyped address in a browser by a page at that address. Whoever else asks for what is not there, and who asks the API, is answered with a problem.</summary>
internal static class NotFoundPage
{
    /// <summary>Has the page answer where no endpoint does.</summary>
    public static Task StandInAsync(HttpContext http, RequestDelegate next)
    {
        if (IsLost(http))
        {
            http.SetEndpoint(Find(http.RequestServices));
        }

        return next(http);
    }

    /// <summary>Says with the answer's status what the page says.</summary>
    /// <param name="http">The request that the page is rendered for.</param>
    public static void Answer(HttpContext http) =>
        // As late as can be: what renders pages throws one away whose status is 404 already, for others to write one.
        http.Response.OnStarting(() =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });

    private static bool IsLost(HttpContext http) =>
        http.GetEndpoint() is null && HttpMethods.IsGet(http.Request.Method) && !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static Endpoint Find(IServiceProvider services) =>
        services.GetRequiredService<EndpointDataSource>().Endpoints.Single(e => e.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type == typeof(NotFound));
}
