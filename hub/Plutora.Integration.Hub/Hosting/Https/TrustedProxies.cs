using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.HttpOverrides;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Hosting.Https;

/// <summary>Believes the proxies of the settings, and nobody else, what they say of the caller: address, scheme, host and client certificate.</summary>
internal static class TrustedProxies
{
    /// <summary>Registers what they may say.</summary>
    public static void Add(IServiceCollection services, HttpSettings settings)
    {
        services.Configure<ForwardedHeadersOptions>(o =>
        {
            o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            o.ForwardLimit = null;
            o.KnownProxies.Clear();
            o.KnownIPNetworks.Clear();
            foreach (var network in Networks(settings))
            {
                o.KnownIPNetworks.Add(network);
            }
        });
        services.AddCertificateForwarding(o => (o.CertificateHeader, o.HeaderConverter) = (settings.ClientCertificateHeader ?? o.CertificateHeader, Certificate));
    }

    /// <summary>Reads it, before anything looks at the request.</summary>
    public static void Use(WebApplication app, HttpSettings settings)
    {
        if (settings.TrustedProxies.Count == 0)
        {
            return;
        }

        if (settings.ClientCertificateHeader is not null)
        {
            // Before the caller's address takes the place of the proxy's.
            var networks = Networks(settings);
            app.UseWhen(http => http.Connection.RemoteIpAddress is { } remote && networks.Any(n => n.Contains(Plain(remote))), trusted => trusted.UseCertificateForwarding());
        }

        app.UseForwardedHeaders();
    }

    /// <summary>A certificate as proxies write it: PEM, percent-encoded PEM (nginx), Base64 of DER (HAProxy, IIS), the same between colons (RFC 9440).</summary>
    /// <exception cref="CryptographicException">It is none.</exception>
    internal static X509Certificate2 Certificate(string header)
    {
        var text = Uri.UnescapeDataString(header).Trim(' ', ':');
        try
        {
            return text.StartsWith("-----BEGIN", StringComparison.Ordinal)
                ? X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text.Replace("-----BEGIN CERTIFICATE-----", "", StringComparison.Ordinal).Replace("-----END CERTIFICATE-----", "", StringComparison.Ordinal)))
                : X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text));
        }
        catch (FormatException other)
        {
            throw new CryptographicException("The header holds no certificate.", other);
        }
    }

    private static List<System.Net.IPNetwork> Networks(HttpSettings settings) =>
        [.. settings.TrustedProxies.Select(proxy => NetworkText.TryRead(proxy, out var network) ? network : throw new SettingsException([$"'{proxy}' is no network."]))];

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
