using System.Globalization;
using System.Net;
using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift.Api;

/// <summary>Turns what the API server refuses, and what fails on the way, into failures that the hub knows, without secrets.</summary>
internal sealed class ClusterFaults(string? token, TimeProvider time)
{
    private const int LongestMessage = 500;

    /// <summary>The failure that an answer tells.</summary>
    public ConnectorException Of(ClusterRequest request, HttpStatusCode status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter)
    {
        var (reason, message) = Status(body);
        var said = message is null ? $"It answered {(int)status}." : $"It says: {message}";
        return (int)status switch
        {
            401 => ConnectorException.Authentication($"The cluster does not take the account's credentials ({request.Told}). {said} Set a valid token, or mend the kubeconfig."),
            // One stream that the role leaves out must not keep the others from being read, so this stops the stream alone.
            403 => ConnectorException.Permanent($"The cluster refuses the account {request.Told}. {said} Grant it that verb, by the ClusterRole of the connector's README."),
            404 => ConnectorException.NotFound($"The cluster has no such thing ({request.Told}). {said}"),
            409 => ConnectorException.Permanent($"The cluster refuses {request.Told} as a conflict: the object changed meanwhile, or is there already. {said}"),
            410 => ConnectorException.NotFound($"What was read of {request.Resource} is too old to go on from."),
            429 => ConnectorException.RateLimited($"The cluster asks to wait ({request.Told}). {said}", retryAfter is { } wait ? time.GetUtcNow() + wait : null),
            // The server may have stored a change before it failed.
            >= 500 when request.Changes => ConnectorException.Ambiguous($"{request.Told} was asked for, and the cluster failed ({(int)status}{(reason is null ? "" : $" {reason}")}). {said}"),
            >= 500 => ConnectorException.Transient($"The cluster cannot answer {request.Told} now ({(int)status}{(reason is null ? "" : $" {reason}")}). {said}", retryAt: retryAfter is { } later ? time.GetUtcNow() + later : null),
            >= 300 and < 400 => ConnectorException.Configuration($"The address sends {request.Told} on to another one ({(int)status}). Set the API server's own address."),
            _ => ConnectorException.Permanent($"The cluster refuses {request.Told} ({(int)status}{(reason is null ? "" : $" {reason}")}). {said}"),
        };
    }

    /// <summary>The failure of a request that got no whole answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fault">What happened.</param>
    public ConnectorException Of(ClusterRequest request, Exception fault)
    {
        var unsent = fault is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError };
        var inner = fault.GetBaseException();
        var why = Clean(fault is OperationCanceledException ? "no answer came in time" : inner.Message.TrimEnd('.'));
        return request.Changes && !unsent
            ? ConnectorException.Ambiguous($"{request.Told} was asked for and its answer was lost: {why}.", fault)
            : fault is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
                ? ConnectorException.Transient($"No secure connection to the cluster: {why}. Where its certificate is of an authority of its own, set the option 'certificateAuthority'.", fault)
                : ConnectorException.Transient($"The cluster did not answer {request.Told}: {why}.", fault);
    }

    /// <summary>A text without the account's token, cut to a length that people read.</summary>
    public string Clean(string text)
    {
        var clean = string.IsNullOrEmpty(token) ? text : text.Replace(token, "***", StringComparison.Ordinal);
        return clean.Length > LongestMessage ? string.Create(CultureInfo.InvariantCulture, $"{clean.AsSpan(0, LongestMessage)}…") : clean;
    }

    // A refusal comes as a Status; a proxy before the API server says what it likes.
    private (string? Reason, string? Message) Status(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return (document.RootElement.Text("reason"), document.RootElement.Text("message") is { Length: > 0 } message ? Clean(message) : null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }
}
