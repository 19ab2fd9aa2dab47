namespace Plutora.Integration.Sdk.Http.Authentication;

/// <summary>A token that was obtained.</summary>
/// <param name="Value">The token.</param>
/// <param name="ExpiresAt">When it ends; null when the tool did not say: it is then used until the tool refuses it.</param>
public sealed record AccessToken(string Value, DateTimeOffset? ExpiresAt);

/// <summary>
/// Base of credentials that are obtained and end. A token is asked for when it is first needed, by one request at a time for all that wait, again
/// a minute before it ends, and once more when the tool refuses it earlier.
/// </summary>
/// <param name="time">The clock.</param>
public abstract class TokenAuthentication(TimeProvider time) : IHttpAuthentication, IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile AccessToken? _token;

    /// <inheritdoc/>
    public virtual IEnumerable<string> Secrets => _token is { } token ? [token.Value] : [];

    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; } = time;

    /// <inheritdoc/>
    public async ValueTask ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Usable() is { } usable)
        {
            Put(request, usable);
            return;
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Put(request, Usable() ?? (_token = await ObtainAsync(cancellationToken).ConfigureAwait(false)).Value);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refused);

        // Another request may have renewed it meanwhile: then the new one is worth a try, and is not thrown away.
        if (_token is { } token && Carries(refused, token.Value))
        {
            _token = null;
        }

        return ValueTask.FromResult(true);
    }

    /// <summary>Releases what the class holds.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Asks for a token.</summary>
    /// <exception cref="Sdk.Errors.ConnectorException">It was refused (authentication) or could not be asked for.</exception>
    protected abstract Task<AccessToken> ObtainAsync(CancellationToken cancellationToken);

    /// <summary>Puts the token on a request; <c>Authorization: Bearer</c> unless a tool wants it otherwise.</summary>
    protected virtual void Put(HttpRequestMessage request, string token)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
    }

    /// <summary>Releases what a derived class holds.</summary>
    /// <param name="disposing">True from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _one.Dispose();
        }
    }

    private static bool Carries(HttpRequestMessage request, string token) =>
        request.Headers.Any(h => h.Value.Any(v => v.Contains(token, StringComparison.Ordinal)));

    private string? Usable() => _token is { } token && (token.ExpiresAt is not { } end || Time.GetUtcNow() < end - Margin) ? token.Value : null;
}
