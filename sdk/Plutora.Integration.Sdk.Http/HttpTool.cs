using System.Globalization;
using System.Text;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Http.Authentication;
using Plutora.Integration.Sdk.Http.Errors;
using Plutora.Integration.Sdk.Http.Limits;
using RestSharp;

namespace Plutora.Integration.Sdk.Http;

/// <summary>
/// Speaks to one tool: keeps the budget and the limits, sends conditional requests, and turns every failure into a
/// <see cref="Sdk.Errors.ConnectorException"/> without secrets. Safe for several threads; dispose it with the instance.
/// </summary>
public sealed class HttpTool : IDisposable
{
    private const int MaxRedirects = 5;

    private readonly RestClient _client;
    private readonly Uri _base;
    private readonly TimeProvider _time;
    private readonly FaultMapper _faults;
    private readonly RequestBudget _budget;
    private readonly RequestPace _pace;
    private readonly ToldLimits _limits;

    /// <summary>Prepares the client; nothing is sent yet.</summary>
    /// <param name="options">Address, credentials and limits.</param>
    /// <param name="time">The clock of the budget and of reset headers.</param>
    public HttpTool(HttpToolOptions options, TimeProvider time)
    {
        Options = options;
        _base = options.BaseAddress.AbsoluteUri.EndsWith('/') ? options.BaseAddress : new Uri(options.BaseAddress.AbsoluteUri + "/");
        _time = time;
        var limits = new LimitHeaders(options.LimitHeader, options.RemainingHeader, options.ResetHeader);
        _limits = new(limits, new LimitFile(options.LimitsFolder, _base));
        _faults = new(
            new Redactor([.. options.Secrets, .. options.Headers.Where(h => Redactor.IsCredential(h.Key)).Select(h => h.Value)], () => options.Authentication?.Secrets ?? []),
            options.Errors,
            limits,
            time);
        _budget = new(options.Budget, options.BudgetWindow, time);
        _pace = new(options.Pace, time);
        _client = new(new RestClientOptions(_base)
        {
            Timeout = options.Timeout,
            ThrowOnAnyError = false,
            FollowRedirects = false,
            UserAgent = "Plutora.Integration",
            ClientCertificates = options.ClientCertificate is { } certificate ? [certificate] : null,
            RemoteCertificateValidationCallback = options.Authorities.Count > 0 ? TlsCertificates.SignedBy(options.Authorities) : null,
            ConfigureMessageHandler = inner => Limited(options.Authentication is { } authentication ? new AuthenticationHandler(authentication, inner) : inner),
        });
    }

    /// <summary>Prepares the client of an instance: it goes by the instance's clock, and what is left of the tool's limits is kept in the instance's work folder unless the options name another.</summary>
    /// <param name="options">Address, credentials and limits.</param>
    /// <param name="context">What the instance was given when it was opened.</param>
    public HttpTool(HttpToolOptions options, ConnectorContext context)
        : this(options.LimitsFolder is null ? options with { LimitsFolder = context.WorkFolder } : options, context.Time)
    {
    }

    /// <summary>What the tool was made with.</summary>
    public HttpToolOptions Options { get; }

    /// <summary>What the tool said last of its limits of requests, each by its name; empty where its answers say nothing of any. For <see cref="Sdk.Connectors.ConnectorInstance.RateLimits"/>.</summary>
    public IReadOnlyList<RateLimit> RateLimits => _limits.All;

    /// <summary>Sends one request.</summary>
    /// <returns>A successful answer, or one that says nothing changed.</returns>
    /// <exception cref="Sdk.Errors.ConnectorException">
    /// Anything else: rate limited (429, or 403 with a spent limit), authentication (401, 403), not found (404, 410), transient (5xx, an
    /// unreachable host, a cut or slow answer), permanent (other 4xx, an answer that is too large), ambiguous (a change whose answer was lost).
    /// </exception>
    public async Task<HttpToolResponse> SendAsync(HttpToolRequest request, CancellationToken cancellationToken)
    {
        var sentAt = _time.GetUtcNow();
        for (var hop = 0; ; hop++)
        {
            var (answer, headers) = await AskAsync(request, cancellationToken).ConfigureAwait(false);
            if (hop < MaxRedirects && request.Method is Method.Get or Method.Head && Target(answer, headers) is { } target)
            {
                request = request with { Path = target, Query = new Dictionary<string, string>() };
                continue;
            }

            var response = new HttpToolResponse((int)answer.StatusCode, answer.RawBytes ?? [], headers, sentAt);
            if (_faults.Rule(request, response, answer) is { } rule)
            {
                return rule.Meaning == HttpErrorMeaning.Ignore ? response with { Ignored = true } : throw _faults.Meant(rule, request, answer, headers);
            }

            return _faults.Find(request, answer, headers) is { } fault ? throw fault : response;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<(RestResponse Answer, Dictionary<string, string> Headers)> AskAsync(HttpToolRequest request, CancellationToken cancellationToken)
    {
        using var turn = _limits.Take(_time.GetUtcNow());
        _budget.Spend();
        await _pace.WaitAsync(cancellationToken).ConfigureAwait(false);
        turn.Sent();
        var answer = await _client.ExecuteAsync(Rest(request), cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var headers = Headers(answer);
        if (answer.StatusCode != 0)
        {
            turn.Answered((int)answer.StatusCode, headers, _time.GetUtcNow());
        }

        return (answer, headers);
    }

    private RestRequest Rest(HttpToolRequest request)
    {
        var rest = new RestRequest(SameHost(request.Path), request.Method);
        foreach (var (name, value) in Options.Headers.Concat(request.Headers))
        {
            rest.AddOrUpdateHeader(name, value);
        }

        foreach (var (name, value) in request.Query)
        {
            rest.AddQueryParameter(name, value);
        }

        if (request.ETag is { } tag)
        {
            rest.AddHeader("If-None-Match", tag);
        }

        if (request.Form is { } form)
        {
            rest.AddStringBody(string.Join('&', form.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}")), ContentType.FormUrlEncoded);
        }
        else if (request.JsonBody is { } body)
        {
            // As bytes, so that the media type is sent as it stands: some servers know none with a charset behind it.
            rest.AddBody(Encoding.UTF8.GetBytes(body), request.ContentType);
        }

        return rest;
    }

    private SizeLimitHandler Limited(HttpMessageHandler inner) => new(Options.MaxResponseBytes, inner);

    // Followed here and not by the client, which would take the credentials along to whatever host the tool names.
    private string? Target(RestResponse answer, Dictionary<string, string> headers) =>
        (int)answer.StatusCode is 301 or 302 or 303 or 307 or 308 && headers.TryGetValue("location", out var location)
            ? new Uri(answer.ResponseUri ?? _base, location).AbsoluteUri
            : null;

    // A link that a tool sends is not to be trusted with the credentials: it may name any host.
    private Uri SameHost(string path)
    {
        var address = new Uri(_base, path);
        return Uri.Compare(address, _base, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? address
            : throw Sdk.Errors.ConnectorException.Permanent(string.Create(CultureInfo.InvariantCulture, $"The tool links to {address.Host}, which is not {_base.Host}; credentials are not sent there."));
    }

    private static Dictionary<string, string> Headers(RestResponse answer) =>
        (answer.Headers ?? []).Concat(answer.ContentHeaders ?? [])
            .GroupBy(h => h.Name.ToLowerInvariant())
            .ToDictionary(g => g.Key, g => string.Join(", ", g.Select(h => h.Value)));
}
