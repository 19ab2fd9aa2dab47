using Plutora.Integration.WebConsole.Access;

namespace Plutora.Integration.Hub.Security;

/// <summary>Headers on every answer, so that a browser that is led to one neither runs, frames, guesses at nor keeps it.</summary>
internal static class SecurityHeaders
{
    // Scripts, sockets and all else from the hub alone, and no script within a page. Radzen places what it draws by style attributes, which run nothing: these alone may stand in a page.
    private const string OfConsole = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";
    private const string OfAll = "default-src 'none'; frame-ancestors 'none'";

    public static Task AddAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = http.GetEndpoint()?.Metadata.GetMetadata<ConsoleEndpoint>() is null ? OfAll : OfConsole;
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        return next(http);
    }
}
