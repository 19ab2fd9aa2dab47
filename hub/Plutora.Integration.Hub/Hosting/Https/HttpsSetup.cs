using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Hosting.Https;

/// <summary>Serves <c>https</c> addresses with the certificate of the settings, and asks callers for theirs where an instance's verifier may need it.</summary>
internal static class HttpsSetup
{
    /// <summary>Reads the certificate and hands it to the server.</summary>
    /// <exception cref="SettingsException">It cannot be read, or an https address has none.</exception>
    public static void Add(WebApplicationBuilder builder, HttpSettings settings, TimeProvider time)
    {
        if (settings.Certificate is null)
        {
            if (builder.Configuration["urls"]?.Split(';').FirstOrDefault(url => url.Trim().StartsWith("https:", StringComparison.OrdinalIgnoreCase)) is { } address)
            {
                throw new SettingsException([$"Address '{address.Trim()}' needs a certificate: set 'http.certificate' and, for PEM, 'http.certificateKey'."]);
            }

            return;
        }

        var certificate = ServerCertificate.Open(settings, time);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<ILoggerFactory>((kestrel, loggers) =>
        {
            certificate.Logger = loggers.CreateLogger<ServerCertificate>();
            kestrel.ConfigureHttpsDefaults(https =>
            {
                https.ServerCertificate = certificate.Current.TargetCertificate;
                https.OnAuthenticate = (_, tls) => tls.ServerCertificateContext = certificate.Current;
                if (settings.ClientCertificates)
                {
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;

                    // Who issued it proves nothing here: the verifier of the instance knows the one certificate that it takes.
                    https.AllowAnyClientCertificate();
                }
            });
        });
    }
}
