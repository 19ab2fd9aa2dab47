using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Callers;

namespace Plutora.Integration.Hub.Api;

/// <summary>Errors as problem+json (RFC 9457) that list every fault.</summary>
internal static class Problems
{
    public static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    public static ProblemHttpResult Of(int status, string detail, IReadOnlyList<string> faults) =>
        TypedResults.Problem(detail, statusCode: status, extensions: [KeyValuePair.Create<string, object?>("errors", faults)]);

    public static ProblemHttpResult Of(Refusal refusal) => refusal.Faults.Count == 0 ? Of((int)refusal.Reason, refusal.Message) : Of((int)refusal.Reason, refusal.Message, refusal.Faults);

    public static ProblemHttpResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail);

    public static ProblemHttpResult NoObject(JsonElement sent) => Of(StatusCodes.Status400BadRequest, $"Expected a JSON object, found {sent.ValueKind.ToString().ToLowerInvariant()}.");

    public static ProblemHttpResult OutOfScope(string what) => Of(StatusCodes.Status403Forbidden, $"This key's scope does not hold {what}.");

    public static ProblemHttpResult Of(LogException log, HttpContext http)
    {
        switch (log.Error)
        {
            case LogError.ForeignPosition:
                return Of(StatusCodes.Status410Gone, log.Message);
            case LogError.Invalid:
                return Of(StatusCodes.Status400BadRequest, log.Message);
            case LogError.TopicUnknown:
                return Of(StatusCodes.Status404NotFound, log.Message);
            case LogError.RecordTooLarge:
                return Of(StatusCodes.Status413PayloadTooLarge, log.Message);
            default:
                // The log cannot take it now: who sends is asked to send again.
                http.Response.Headers.RetryAfter = "5";
                return Of(StatusCodes.Status503ServiceUnavailable, log.Message);
        }
    }
}
