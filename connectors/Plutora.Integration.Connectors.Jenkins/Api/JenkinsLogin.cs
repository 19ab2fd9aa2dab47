using Plutora.Integration.Sdk.Http.Authentication;

namespace Plutora.Integration.Connectors.Jenkins.Api;

/// <summary>User and API token with each request, and the crumb with each change.</summary>
internal sealed class JenkinsLogin : IHttpAuthentication
{
    private readonly BasicAuthentication? _basic;
    private volatile Crumb? _crumb;

    public JenkinsLogin(JenkinsOptions options) =>
        _basic = string.IsNullOrEmpty(options.User) ? null : new(options.User, options.Token ?? "");

    /// <summary>The crumb to send; null while there is none, or where the server wants none.</summary>
    public Crumb? Crumb
    {
        get => _crumb;
        set => _crumb = value;
    }

    public IEnumerable<string> Secrets => [.. _basic?.Secrets ?? [], .. _crumb is { } crumb ? [crumb.Value, .. Sessions(crumb)] : Array.Empty<string>()];

    public async ValueTask ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_basic is not null)
        {
            await _basic.ApplyAsync(request, cancellationToken).ConfigureAwait(false);
        }

        if (request.Method != HttpMethod.Get && _crumb is { } crumb)
        {
            request.Headers.Remove(crumb.Field);
            request.Headers.TryAddWithoutValidation(crumb.Field, crumb.Value);
            request.Headers.Remove("Cookie");
            if (crumb.Cookies is { } session)
            {
                request.Headers.TryAddWithoutValidation("Cookie", session);
            }
        }
    }

    private static IEnumerable<string> Sessions(Crumb crumb) => (crumb.Cookies ?? "").Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]);
}
