namespace Plutora.Integration.Hub.Security;

/// <summary>Headers on every answer, so that a browser that is led to one neither runs, frames, guesses at nor keeps it.</summary>
internal static class SecurityHeaders
{
    public static Task AddAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        return next(http);
    }
}
