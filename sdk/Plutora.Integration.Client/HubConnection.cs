namespace Plutora.Integration.Client;

/// <summary>Where a hub is and with which key it is asked.</summary>
/// <param name="Address">Base address, such as <c>http://127.0.0.1:5080</c>; a path before the API's own is kept.</param>
/// <param name="Key">An API key; its role and scope decide what is seen. Sent as a header to this address only, never written.</param>
public sealed record HubConnection(Uri Address, string Key)
{
    /// <summary>The address; never the key.</summary>
    public override string ToString() => $"{nameof(HubConnection)} {{ {nameof(Address)} = {Address} }}";

    internal HttpRequestMessage Request(HttpMethod method, string path) => new(method, new Uri(Address.AbsoluteUri.TrimEnd('/') + path))
    {
        Headers = { Authorization = new("Bearer", Key) },
    };
}
