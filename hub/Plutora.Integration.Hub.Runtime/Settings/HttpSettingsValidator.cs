using Plutora.Integration.Hub.Runtime.Secrets;

namespace Plutora.Integration.Hub.Runtime.Settings;

/// <summary>Checks what annotations cannot say of <see cref="HttpSettings"/>.</summary>
internal static class HttpSettingsValidator
{
    /// <summary>Every fault as one sentence that begins with the setting.</summary>
    public static IEnumerable<string> Faults(HttpSettings http)
    {
        if (http.PublicAddress is { } address && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0 && uri.Fragment.Length == 0))
        {
            yield return $"setting 'http.publicAddress' must be an absolute http or https address without query, such as https://hub.example.com; found '{address}'.";
        }

        foreach (var (name, file) in new[] { ("certificate", http.Certificate), ("certificateKey", http.CertificateKey) })
        {
            if (file is not null && !File.Exists(file))
            {
                yield return $"setting 'http.{name}': file '{file}' does not exist or may not be read by the hub.";
            }
        }

        if (http.Certificate is null && (http.CertificateKey ?? http.CertificatePassword) is not null)
        {
            yield return "setting 'http.certificate' is required with 'http.certificateKey' and 'http.certificatePassword'.";
        }

        // The store is opened after the address is; it cannot hold what opening the address needs.
        if (http.CertificatePassword is { } password && !(SecretReference.TryParse(password, out var reference) && reference.Source != SecretSource.Store))
        {
            yield return "setting 'http.certificatePassword' must be a reference: env:NAME or file:PATH.";
        }

        foreach (var proxy in http.TrustedProxies.Where(proxy => !NetworkText.TryRead(proxy, out _)))
        {
            yield return $"setting 'http.trustedProxies': '{proxy}' is neither an IP address nor a network such as 10.0.0.0/8.";
        }

        if (http is { ClientCertificateHeader: not null, TrustedProxies.Count: 0 })
        {
            yield return "setting 'http.clientCertificateHeader' needs 'http.trustedProxies': from anyone else the header proves nothing.";
        }
    }
}
