namespace Plutora.Integration.Hub.Runtime.Settings;

/// <summary>How the hub is reached: its address for others, HTTPS, and the proxies before it.</summary>
public sealed class HttpSettings
{
    /// <summary>Address under which tools and people reach the hub, such as <c>https://hub.example.com</c>; without it, the one that a call came to.</summary>
    public string? PublicAddress { get; set; }

    /// <summary>File with the server's certificate for addresses that begin with <c>https</c>: a PEM chain, or PKCS#12. Read again when it changes.</summary>
    public string? Certificate { get; set; }

    /// <summary>File with the private key of a PEM certificate.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>Reference to the password of the key, <c>env:NAME</c> or <c>file:PATH</c>; leave out when it has none.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>Whether callers are asked for a client certificate, as the webhook verifier <c>certificate</c> needs. Any is taken here; the verifier knows the right one by its thumbprint.</summary>
    public bool ClientCertificates { get; set; }

    /// <summary>Addresses or networks (<c>10.0.0.0/8</c>) of proxies whose <c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Host</c> are believed; nobody's by default.</summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>Header in which a trusted proxy that ends TLS hands on the client's certificate, as PEM (also percent-encoded, as nginx writes it) or Base64 of DER.</summary>
    public string? ClientCertificateHeader { get; set; }
}
