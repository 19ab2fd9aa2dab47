using System.Net;

namespace Plutora.Integration.Sdk.Http.Authentication;

/// <summary>Puts credentials on what is sent, and sends once more what was refused with credentials that had ended.</summary>
internal sealed class AuthenticationHandler(IHttpAuthentication authentication, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await authentication.ApplyAsync(request, cancellationToken).ConfigureAwait(false);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !await authentication.RenewAsync(request, cancellationToken).ConfigureAwait(false))
        {
            return response;
        }

        // A 401 changed nothing, so that the same request may be sent again whatever its method.
        response.Dispose();
        await authentication.ApplyAsync(request, cancellationToken).ConfigureAwait(false);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
