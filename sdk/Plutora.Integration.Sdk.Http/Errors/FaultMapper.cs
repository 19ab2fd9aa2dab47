using System.Globalization;
using System.Text;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Limits;
using RestSharp;

namespace Plutora.Integration.Sdk.Http.Errors;

/// <summary>Turns what went wrong over HTTP into the taxonomy of the SDK.</summary>
internal sealed class FaultMapper(Redactor redactor, IReadOnlyList<HttpErrorRule> rules, LimitHeaders limits, TimeProvider time)
{
    private const int ExcerptLength = 200;

    public ConnectorException? Find(HttpToolRequest request, RestResponse answer, IReadOnlyDictionary<string, string> headers)
    {
        if (Find<ConnectorException>(answer.ErrorException) is { } told)
        {
            return told;
        }

        var safe = request.Safe || request.Method is Method.Get or Method.Head or Method.Options;
        var name = Name(request);
        if (!IsWhole(answer))
        {
            return Lost(name, answer, safe);
        }

        var status = (int)answer.StatusCode;
        if (status == 304)
        {
            return null;
        }

        if (status is >= 200 and < 300)
        {
            return null;
        }

        var said = $"{name} was answered with {status}{Excerpt(answer)}.";
        var retryAt = limits.RetryAt(headers, time.GetUtcNow());
        return status switch
        {
            429 => ConnectorException.RateLimited(said, retryAt),
            403 when limits.IsSpent(headers) => ConnectorException.RateLimited(said, retryAt),
            401 or 403 or 407 => ConnectorException.Authentication(said),
            404 or 410 => ConnectorException.NotFound(said),
            408 or 503 => ConnectorException.Transient(said, retryAt: retryAt),
            >= 500 when safe => ConnectorException.Transient(said, retryAt: retryAt),
            >= 500 => ConnectorException.Ambiguous(said),
            _ => ConnectorException.Permanent(said),
        };
    }

    /// <summary>The rule that gives an answer its meaning; null where its status does.</summary>
    public HttpErrorRule? Rule(HttpToolRequest request, HttpToolResponse response, RestResponse answer) =>
        IsWhole(answer) ? request.Errors.Concat(rules).FirstOrDefault(r => r.Fits(response)) : null;

    /// <summary>What a rule says of an answer.</summary>
    public ConnectorException Meant(HttpErrorRule rule, HttpToolRequest request, RestResponse answer, IReadOnlyDictionary<string, string> headers)
    {
        var name = Name(request);
        var said = string.Create(CultureInfo.InvariantCulture, $"{name} was answered with {(int)answer.StatusCode}{(rule.Message is { } message ? $": {message.TrimEnd('.')}" : Excerpt(answer))}.");
        var retryAt = limits.RetryAt(headers, time.GetUtcNow());
        return rule.Meaning switch
        {
            HttpErrorMeaning.Retry => ConnectorException.Transient(said, retryAt: retryAt),
            HttpErrorMeaning.RateLimited => ConnectorException.RateLimited(said, retryAt),
            HttpErrorMeaning.NotFound => ConnectorException.NotFound(said),
            HttpErrorMeaning.Authentication => ConnectorException.Authentication(said),
            _ => ConnectorException.Permanent(said),
        };
    }

    // The client holds a status that is no success against itself too; only of a success does a failure mean that the answer was cut.
    private static bool IsWhole(RestResponse answer) =>
        answer.StatusCode != 0 && answer.ResponseStatus is not (ResponseStatus.TimedOut or ResponseStatus.Aborted)
        && Find<ResponseTooLargeException>(answer.ErrorException) is null && ((int)answer.StatusCode is < 200 or >= 300 || answer.ErrorException is null);

    private string Name(HttpToolRequest request) =>
        redactor.Redact(string.Create(CultureInfo.InvariantCulture, $"{request.Method.ToString().ToUpperInvariant()} {request.Name ?? request.Path.Split('?')[0]}"));

    private ConnectorException Lost(string name, RestResponse answer, bool safe)
    {
        var cause = answer.ErrorException;
        if (Find<ResponseTooLargeException>(cause) is { } large)
        {
            return ConnectorException.Permanent(string.Create(CultureInfo.InvariantCulture, $"{name} was answered with more than {large.Limit} bytes; ask for smaller pages."));
        }

        if (answer.ResponseStatus == ResponseStatus.TimedOut || Find<TimeoutException>(cause) is not null)
        {
            return safe ? ConnectorException.Transient($"{name} was not answered in time.") : ConnectorException.Ambiguous($"{name} was sent and not answered in time.");
        }

        var why = redactor.Redact(cause?.GetBaseException().Message.TrimEnd('.') ?? "no answer");
        var unsent = Find<HttpRequestException>(cause)?.HttpRequestError
            is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
        return safe || unsent
            ? ConnectorException.Transient($"{name} failed: {why}.")
            : ConnectorException.Ambiguous($"{name} was sent and its answer lost: {why}.");
    }

    private string Excerpt(RestResponse answer)
    {
        // Redacted before it is cut, or half a secret would stand at the end.
        var text = redactor.Redact(Encoding.UTF8.GetString(answer.RawBytes ?? [])).ReplaceLineEndings(" ").Trim();
        return text.Length switch
        {
            0 => "",
            > ExcerptLength => $": {text[..ExcerptLength]}…",
            _ => $": {text.TrimEnd('.')}",
        };
    }

    private static TException? Find<TException>(Exception? fault)
        where TException : Exception
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is TException found)
            {
                return found;
            }
        }

        return null;
    }
}
