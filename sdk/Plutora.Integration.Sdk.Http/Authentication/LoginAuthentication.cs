using System.Globalization;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Sdk.Http.Authentication;

/// <summary>How a tool hands out tokens of its own kind, apart from OAuth 2.0.</summary>
public sealed record LoginOptions
{
    /// <summary>Address that the login's path is under.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>The login, such as <c>POST auth</c>, with a body where the tool wants the credentials there.</summary>
    public required HttpToolRequest Request { get; init; }

    /// <summary>How the login itself is authenticated; null when its body says it.</summary>
    public IHttpAuthentication? Credentials { get; init; }

    /// <summary>Names that lead to the token in the answer, such as <c>access_token</c>.</summary>
    public required string TokenPath { get; init; }

    /// <summary>Names that lead to its end: Unix seconds, seconds from now, or an ISO 8601 instant; null when the tool does not say.</summary>
    public string? ExpiryPath { get; init; }

    /// <summary>Header that carries the token.</summary>
    public string Header { get; init; } = "Authorization";

    /// <summary>What stands before it in the header; empty for nothing.</summary>
    public string Scheme { get; init; } = "Bearer";

    /// <summary>Values that must appear in no error: the password in the login's body, say.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}

/// <summary>A token that a login request gives, by a tool's own convention.</summary>
/// <param name="options">The login.</param>
/// <param name="time">The clock.</param>
public sealed class LoginAuthentication(LoginOptions options, TimeProvider time) : TokenAuthentication(time)
{
    // Above it a number is an instant in Unix seconds, below it a number of seconds.
    private const double FirstInstant = 1_000_000_000;

    private readonly HttpTool _server = new(new() { BaseAddress = options.BaseAddress, Authentication = options.Credentials, Secrets = options.Secrets }, time);

    /// <inheritdoc/>
    public override IEnumerable<string> Secrets => [.. base.Secrets, .. options.Secrets, .. options.Credentials?.Secrets ?? []];

    /// <inheritdoc/>
    protected override async Task<AccessToken> ObtainAsync(CancellationToken cancellationToken)
    {
        var sent = Time.GetUtcNow();
        var answer = await TokenAnswer.AskAsync(_server, options.Request with { Safe = true }, "The login was refused", cancellationToken).ConfigureAwait(false);
        using var document = TokenAnswer.Parse(answer.Body, "The login");
        return JsonText.At(document.RootElement, options.TokenPath) is { Length: > 0 } token
            ? new(token, options.ExpiryPath is { } path ? End(JsonText.At(document.RootElement, path), sent) : null)
            : throw ConnectorException.Authentication($"The login was answered without '{options.TokenPath}'.");
    }

    /// <inheritdoc/>
    protected override void Put(HttpRequestMessage request, string token)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Headers.Remove(options.Header);
        request.Headers.TryAddWithoutValidation(options.Header, options.Scheme.Length == 0 ? token : $"{options.Scheme} {token}");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _server.Dispose();
        }

        base.Dispose(disposing);
    }

    private static DateTimeOffset? End(string? text, DateTimeOffset sent) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number >= FirstInstant ? DateTimeOffset.FromUnixTimeSeconds((long)number) : sent.AddSeconds(number)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
