using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Sdk.Http.Authentication;

/// <summary>Certificates of TLS, of the texts that administrators give.</summary>
public static class TlsCertificates
{
    /// <summary>A certificate by which the hub proves itself.</summary>
    /// <param name="certificate">The certificate as PEM.</param>
    /// <param name="key">Its private key as PEM, not encrypted.</param>
    /// <exception cref="ConnectorException">Configuration: they are no PEM, or do not belong together.</exception>
    public static X509Certificate2 Client(string certificate, string key)
    {
        try
        {
            using var made = X509Certificate2.CreateFromPem(certificate, key);

            // Windows presents no certificate whose key lies in memory alone; one that was read from PKCS #12 it does.
            return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw ConnectorException.Configuration($"The client's certificate and private key cannot be used: {fault.Message} Give both as PEM, the key not encrypted.");
        }
    }

    /// <summary>Certificates of authorities.</summary>
    /// <param name="pem">One or several certificates as PEM.</param>
    /// <exception cref="ConnectorException">Configuration: there is no certificate in it.</exception>
    public static IReadOnlyList<X509Certificate2> Authorities(string pem)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(pem);
        }
        catch (CryptographicException fault)
        {
            throw ConnectorException.Configuration($"The authority's certificate cannot be used: {fault.Message} Give it as PEM.");
        }

        return found.Count > 0 ? [.. found] : throw ConnectorException.Configuration("The authority's certificate holds no certificate. Give it as PEM.");
    }

    /// <summary>Accepts servers whose certificate names them and was signed by one of these authorities; those of the system do not count.</summary>
    internal static RemoteCertificateValidationCallback SignedBy(IReadOnlyList<X509Certificate2> authorities) => (_, certificate, presented, errors) =>
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities.ToArray());
        chain.ChainPolicy.ExtraStore.AddRange((presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>()).Select(e => e.Certificate).ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var own = new X509Certificate2(certificate);
        return chain.Build(own);
    };
}
