using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Api;
using Plutora.Integration.Hub.Runtime.Receive;

namespace Plutora.Integration.Hub.Security;

/// <summary>Turns what goes wrong into problem+json that says what to do; never a stack trace.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            var detail = bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The body is larger than this hub takes (limits.webhookBytes)." : bad.InnerException is JsonException json ? json.Message : bad.Message;
            await Problems.Of(bad.StatusCode, detail).ExecuteAsync(http);
        }
        catch (IntakeFullException full) when (!http.Response.HasStarted)
        {
            http.Response.Headers.RetryAfter = "5";
            await Problems.Of(StatusCodes.Status503ServiceUnavailable, full.Message).ExecuteAsync(http);
        }
        catch (LogException log) when (!http.Response.HasStarted)
        {
            await Problems.Of(log, http).ExecuteAsync(http);
        }
        catch (Exception fault) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            // The route's pattern and not the path: the address of a signal holds its token.
            Failed(fault, http.Request.Method, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)");
            await Problems.Of(StatusCodes.Status500InternalServerError, "The hub failed on this request; its log says why.").ExecuteAsync(http);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed.")]
    private partial void Failed(Exception fault, string method, string route);
}
