using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Instances;

namespace Plutora.Integration.Hub.Api;

/// <summary>Addresses of the hub as others reach it.</summary>
internal static class PublicAddress
{
    /// <summary>Without a slash at its end: the one of the settings, else the one that this call came to.</summary>
    public static string Of(HttpContext http, HubRuntime runtime) =>
        runtime.Settings.Http.PublicAddress?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}";

    /// <summary>Where the tool of an instance delivers; null when it takes no webhooks. The token of a signal is a secret, and only its place is shown.</summary>
    public static string? OfWebhook(InstanceDefinition instance, HttpContext http, HubRuntime runtime) => instance.Webhook is not { } webhook ? null
        : $"{Of(http, runtime)}/hooks/{instance.Id}{(webhook.Verifier == "signal" ? "/{token}" : "")}";
}
