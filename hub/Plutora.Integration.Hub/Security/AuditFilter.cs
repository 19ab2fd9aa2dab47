using Plutora.Integration.Hub.Runtime.Hubs;

namespace Plutora.Integration.Hub.Security;

/// <summary>Writes every administrative change over the API to the audit trail, whatever became of it, before it is answered. What only looks or delivers is left out.</summary>
internal sealed class AuditFilter(HubRuntime runtime) : IEndpointFilter
{
    private const string Item = "plutora.audit";
    private const string Prefix = "/api/v1";
    private const int Longest = 500;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!Concerns(http.GetEndpoint(), http.Request.Method))
        {
            return await next(context);
        }

        try
        {
            var answer = await next(context);
            var status = StatusOf(answer);
            await WriteAsync(http, status < 400 ? "done" : "refused", status);
            return answer;
        }
        catch (Exception)
        {
            await WriteAsync(http, "failed", StatusCodes.Status500InternalServerError);
            throw;
        }
    }

    /// <summary>Whether calls of an endpoint are written down.</summary>
    public static bool Concerns(Endpoint? endpoint, string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && endpoint?.Metadata.GetMetadata<NotAudited>() is null;

    /// <summary>Says of whom or what the present call asks, where the address does not.</summary>
    /// <param name="http">The call.</param>
    /// <param name="target">Whom or what.</param>
    /// <param name="detail">What else is worth to be kept; never a secret, nor a person's name.</param>
    public static void Note(HttpContext http, string? target, string? detail = null) => http.Items[Item] = (target, detail);

    private async Task WriteAsync(HttpContext http, string result, int status)
    {
        var key = KeyFilter.KeyOf(http);
        var pattern = ((RouteEndpoint)http.GetEndpoint()!).RoutePattern;
        var (target, detail) = http.Items[Item] is ValueTuple<string?, string?> noted ? noted : default;
        target ??= string.Join('/', pattern.Parameters.Select(p => http.Request.RouteValues[p.Name]?.ToString()).OfType<string>()) is { Length: > 0 } named ? named : null;
        detail ??= http.Request.QueryString.Value is { Length: > 1 } query ? query[1..] : null;
        // The change was made: that it is written down is not given up because the caller went.
        await runtime.Audit.WriteAsync(
            new(runtime.Time.GetUtcNow(), key.Name, key.Role, $"{http.Request.Method} {pattern.RawText![Prefix.Length..]}", Short(target), Short(detail), result, status), CancellationToken.None);
    }

    private static string? Short(string? text) => text?.Length > Longest ? text[..Longest] : text;

    private static int StatusOf(object? answer) => answer switch
    {
        INestedHttpResult nested => StatusOf(nested.Result),
        IStatusCodeHttpResult { StatusCode: { } status } => status,
        _ => StatusCodes.Status200OK,
    };
}

/// <summary>Calls of the endpoint are not written to the audit trail: it changes nothing, or delivers what is kept elsewhere.</summary>
internal sealed record NotAudited;
