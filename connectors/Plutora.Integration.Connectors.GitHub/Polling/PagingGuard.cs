using System.Security.Cryptography;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Ends a paging that never would: a page that names one seen before as its next, or pages that all say the same.</summary>
internal sealed class PagingGuard
{
    private readonly HashSet<Uri> _asked = [];
    private byte[]? _last;

    /// <exception cref="ConnectorException">Permanent, when the page was asked for before.</exception>
    public void Ask(Uri uri)
    {
        if (!_asked.Add(uri))
        {
            throw Endless(uri);
        }
    }

    /// <exception cref="ConnectorException">Permanent, when the page says what the one before it said.</exception>
    public void Answered(Uri uri, ReadOnlySpan<byte> body, int items)
    {
        var hash = SHA256.HashData(body);
        if (items > 0 && _last is not null && hash.AsSpan().SequenceEqual(_last))
        {
            throw Endless(uri);
        }

        _last = hash;
    }

    private static ConnectorException Endless(Uri uri) =>
        ConnectorException.Permanent($"The paging of {uri.AbsolutePath} does not end: a page came twice. Nothing after it was read; see whether a proxy alters the Link header or the address.");
}
