namespace Plutora.Integration.Sdk.Http.Authentication;

/// <summary>How a tool is told who asks. Called for every request, redirects included; safe for several threads.</summary>
public interface IHttpAuthentication
{
    /// <summary>Values that must appear in no error, as they are now: obtained tokens among them.</summary>
    IEnumerable<string> Secrets { get; }

    /// <summary>Puts the credentials on a request that is otherwise complete.</summary>
    /// <exception cref="Sdk.Errors.ConnectorException">A token could not be obtained; the kind says whether waiting helps.</exception>
    ValueTask ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken);

    /// <summary>The tool answered 401.</summary>
    /// <returns>True when new credentials were or will be obtained, so that the same request is worth one more try.</returns>
    ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}
