using System.Globalization;
using System.Net;
using Octokit;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>What a refusal of GitHub's means to the hub.</summary>
internal static class ApiFaults
{
    private static readonly string[] Absences =
    [
        "no analysis found", "must be enabled", "is not enabled", "are disabled", "is disabled", "repository is empty", "not available for archived",
    ];

    /// <summary>
    /// True when GitHub says that the repository has nothing of the kind: no commit yet, issues or alerts switched off. That is an
    /// answer, not a failure.
    /// </summary>
    public static bool IsAbsence(ApiException fault) =>
        fault.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.Gone or HttpStatusCode.NotFound or HttpStatusCode.Forbidden
        && !IsRateLimit(fault.HttpResponse)
        && Array.Exists(Absences, a => Message(fault).Contains(a, StringComparison.OrdinalIgnoreCase));

    /// <param name="refused">GitHub's answer.</param>
    /// <param name="uri">What was asked for.</param>
    /// <param name="now">Now.</param>
    /// <param name="token">The token, which a proxy's answer may repeat; no failure carries it.</param>
    public static ConnectorException From(ApiException refused, Uri uri, DateTimeOffset now, string? token)
    {
        var path = uri.AbsolutePath;
        var repeats = token is { Length: > 0 } && refused.ToString().Contains(token, StringComparison.Ordinal);
        var said = repeats ? Message(refused).Replace(token!, "***", StringComparison.Ordinal) : Message(refused);
        var inner = repeats ? null : refused;
        return refused.StatusCode switch
        {
            _ when IsRateLimit(refused.HttpResponse) || said.Contains("rate limit", StringComparison.OrdinalIgnoreCase) =>
                ConnectorException.RateLimited($"GitHub asks to wait before {path}: {said}", RetryAt(refused.HttpResponse, now), inner),
            HttpStatusCode.Unauthorized =>
                ConnectorException.Authentication($"GitHub does not know the token ({said}). Enter one that is valid and has not expired.", inner),
            HttpStatusCode.Forbidden =>
                ConnectorException.Authentication($"The token may not read {path} ({said}). The connector's README lists the permissions it needs.", inner),
            HttpStatusCode.NotFound or HttpStatusCode.Gone =>
                ConnectorException.NotFound($"GitHub has no {path}, or hides it from this token.", inner),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
                ConnectorException.Transient($"GitHub answered {(int)refused.StatusCode} to {path}.", inner, After(refused.HttpResponse, now)),
            _ => ConnectorException.Permanent($"GitHub refused {path} with {(int)refused.StatusCode}: {said}", inner),
        };
    }

    /// <summary>What a refusal of a change means. Of what GitHub failed at, nobody knows how far it came.</summary>
    /// <param name="refused">GitHub's answer.</param>
    /// <param name="name">Method and path.</param>
    /// <param name="uri">Where it was sent.</param>
    /// <param name="now">Now.</param>
    /// <param name="token">The token, which a proxy's answer may repeat; no failure carries it.</param>
    public static ConnectorException OfChange(ApiException refused, string name, Uri uri, DateTimeOffset now, string? token)
    {
        var said = $"{Message(refused)}{Details(refused)}";
        said = token is { Length: > 0 } ? said.Replace(token, "***", StringComparison.Ordinal) : said;
        return refused.StatusCode switch
        {
            _ when IsRateLimit(refused.HttpResponse) => From(refused, uri, now, token),
            HttpStatusCode.Forbidden => ConnectorException.Authentication($"GitHub forbids {name} ({said}). The connector's README lists the permissions that each action needs."),
            HttpStatusCode.MethodNotAllowed or HttpStatusCode.Conflict => ConnectorException.Conflict($"GitHub does not take {name} as things stand: {said}"),
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.RequestTimeout => ConnectorException.Transient($"GitHub answered {(int)refused.StatusCode} to {name}.", null, After(refused.HttpResponse, now)),
            >= HttpStatusCode.InternalServerError => ConnectorException.Ambiguous($"GitHub answered {(int)refused.StatusCode} to {name}."),
            HttpStatusCode.Unauthorized or HttpStatusCode.NotFound or HttpStatusCode.Gone => From(refused, uri, now, token),
            _ => ConnectorException.Permanent($"GitHub refused {name} with {(int)refused.StatusCode}: {said}"),
        };
    }

    // 429 always; 403 where no request is left or a wait is named, as GitHub documents for its secondary limit.
    private static bool IsRateLimit(IResponse? response) => response?.StatusCode switch
    {
        HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.Forbidden => Header(response, "retry-after") is not null || Header(response, "x-ratelimit-remaining") == "0",
        _ => false,
    };

    // GitHub: Retry-After first, then the reset header when nothing remains, else at least a minute.
    private static DateTimeOffset RetryAt(IResponse? response, DateTimeOffset now)
    {
        if (After(response, now) is { } after)
        {
            return after;
        }

        return Header(response, "x-ratelimit-remaining") is null or "0"
            && long.TryParse(Header(response, "x-ratelimit-reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var reset)
            && reset < 253402300800
                ? DateTimeOffset.FromUnixTimeSeconds(reset)
                : now.AddMinutes(1);
    }

    private static DateTimeOffset? After(IResponse? response, DateTimeOffset now)
    {
        var value = Header(response, "retry-after");
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return now.AddSeconds(seconds);
        }

        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }

    private static string? Header(IResponse? response, string name) =>
        response?.Headers.FirstOrDefault(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string Details(ApiException fault)
    {
        var told = (fault.ApiError?.Errors ?? []).Select(e => e.Message is { Length: > 0 } message ? message : $"{e.Field} {e.Code}".Trim()).Where(e => e.Length > 0).ToList();
        return told.Count == 0 ? "" : $" ({string.Join("; ", told)})";
    }

    private static string Message(ApiException fault) => fault.ApiError?.Message ?? fault.Message;
}
