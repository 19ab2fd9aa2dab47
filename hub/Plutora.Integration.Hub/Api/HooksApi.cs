using System.Diagnostics;
using System.Globalization;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Receive;

namespace Plutora.Integration.Hub.Api;

/// <summary>Webhooks: verified over the raw body, stored before they are answered.</summary>
internal static class HooksApi
{
    public static void MapHooks(this IEndpointRouteBuilder app)
    {
        app.MapPost("/hooks/{instance}", (string instance, HttpContext http, HubRuntime runtime) => TakeAsync(instance, null, http, runtime)).Delivery();
        app.MapPost("/hooks/{instance}/{token}", (string instance, string token, HttpContext http, HubRuntime runtime) => TakeAsync(instance, token, http, runtime)).Delivery();
    }

    /// <summary>Answers who delivered; a tool that gets no 2xx sends again.</summary>
    internal static IResult Answer(ReceiveOutcome outcome, HttpContext http, bool uploaded = false)
    {
        switch (outcome.Status)
        {
            case ReceiveStatus.Unknown:
                return Problems.NotFound(outcome.Message);
            case ReceiveStatus.Refused:
                return Problems.Of(StatusCodes.Status401Unauthorized, outcome.Message);
            case ReceiveStatus.Limited:
                http.Response.Headers.RetryAfter = Math.Ceiling(outcome.RetryAfter!.Value.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return Problems.Of(StatusCodes.Status429TooManyRequests, outcome.Message);
            case ReceiveStatus.Unavailable:
                http.Response.Headers.RetryAfter = "5";
                return Problems.Of(StatusCodes.Status503ServiceUnavailable, outcome.Message);
            default:
                return Results.Json(new ReceiveAnswer(outcome.Status.ToString().ToLowerInvariant(), outcome.Message, outcome.Records, uploaded && outcome.Faults.Count > 0 ? outcome.Faults : null), ApiJson.Default.ReceiveAnswer, statusCode: StatusCodes.Status202Accepted);
        }
    }

    private static RouteHandlerBuilder Delivery(this RouteHandlerBuilder endpoint) => endpoint
        .Produces<ReceiveAnswer>(StatusCodes.Status202Accepted)
        .TakesBody("The delivery as the tool sends it, byte for byte, since it is verified over the raw body.");

    private static async Task<IResult> TakeAsync(string instance, string? token, HttpContext http, HubRuntime runtime)
    {
        var certificate = http.Connection.ClientCertificate?.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
        var head = new WebhookCall(http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()), default, certificate, token);
        var (refusal, verified) = await runtime.Receiver.MeetAsync(instance, head, http.RequestAborted);
        if (refusal is not null)
        {
            return Answer(refusal, http);
        }

        using var body = await ReceivedBody.ReadAsync(http, runtime, verified: verified);
        return Answer(await body.StoredAsync(http, runtime, end => runtime.Receiver.WebhookAsync(instance, head with { Body = body.Bytes }, Activity.Current?.Id, end, body.Place.Verify)), http);
    }
}
