using System.Net;

namespace Plutora.Integration.Client;

/// <summary>The hub refuses, or cannot do, what it was asked.</summary>
/// <remarks>
/// 400 and 422: the request is wrong, <see cref="Faults"/> say where. 401: no key, or one that is not known. 403: the key's role or scope does not allow it.
/// 404: there is no such thing. 409: it stands against what is there. 410: a position belongs to another log. 429 and 5xx: see <see cref="IsTransient"/>.
/// </remarks>
/// <param name="status">Status of the answer.</param>
/// <param name="message">What the hub says, for people.</param>
/// <param name="faults">Every fault that the hub told.</param>
public class HubException(HttpStatusCode status, string message, IReadOnlyList<string> faults) : Exception(message)
{
    /// <summary>Status of the answer.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>Every fault that the hub told; may be empty.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>How long the hub asks to wait before the next try; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request may succeed later: 408, 429 and 5xx.</summary>
    public bool IsTransient => Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)Status >= 500;
}
