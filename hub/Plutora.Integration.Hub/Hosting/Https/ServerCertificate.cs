using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Hosting.Https;

/// <summary>The certificate that the hub presents, read again when its file changes, since what renews certificates restarts nobody.</summary>
internal sealed partial class ServerCertificate
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private readonly HttpSettings _settings;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Served _served;

    private ServerCertificate(HttpSettings settings, Served served, TimeProvider time) => (_settings, _served, _time) = (settings, served, time);

    /// <summary>Where the renewal that could not be read is told.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>The certificate with its chain, as it is now.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            var served = Volatile.Read(ref _served);
            return _time.GetUtcNow() < served.LookAt ? served.Context : Renewed();
        }
    }

    /// <summary>Reads the certificate.</summary>
    /// <param name="settings">Names its file.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SettingsException">It cannot be read; the sentence names the setting and the file.</exception>
    public static ServerCertificate Open(HttpSettings settings, TimeProvider time)
    {
        try
        {
            return new(settings, Read(settings, time), time);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException([$"setting 'http.certificate': '{settings.Certificate}' could not be read: {unreadable.Message} Expected a PEM chain with its key in 'http.certificateKey', or PKCS#12; the password of either in 'http.certificatePassword'."]);
        }
    }

    private SslStreamCertificateContext Renewed()
    {
        lock (_gate)
        {
            var served = _served;
            if (_time.GetUtcNow() < served.LookAt)
            {
                return served.Context;
            }

            try
            {
                served = WrittenAt(_settings) == served.WrittenAt ? served with { LookAt = _time.GetUtcNow() + Look } : Read(_settings, _time);
            }
            catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException or SettingsException)
            {
                // Half a file, or a key that does not match yet: who renews writes both soon, and until then the old one serves.
                Unread(Logger, _settings.Certificate!, unreadable.Message);
                served = served with { LookAt = _time.GetUtcNow() + Look };
            }

            Volatile.Write(ref _served, served);
            return served.Context;
        }
    }

    private static Served Read(HttpSettings settings, TimeProvider time)
    {
        var written = WrittenAt(settings);
        var password = Password(settings.CertificatePassword);
        var chain = new X509Certificate2Collection();
        var pem = File.ReadAllText(settings.Certificate!).Contains("-----BEGIN CERTIFICATE", StringComparison.Ordinal);
        if (pem)
        {
            chain.ImportFromPemFile(settings.Certificate!);
        }
        else
        {
            chain = X509CertificateLoader.LoadPkcs12CollectionFromFile(settings.Certificate!, password);
        }

        var certificate = pem ? WithKey(settings, password) : chain.FirstOrDefault(c => c.HasPrivateKey) ?? throw new CryptographicException("It holds no private key.");
        return new(SslStreamCertificateContext.Create(certificate, chain, offline: true), written, time.GetUtcNow() + Look);
    }

    private static X509Certificate2 WithKey(HttpSettings settings, string? password)
    {
        using var certificate = password is null
            ? X509Certificate2.CreateFromPemFile(settings.Certificate!, settings.CertificateKey)
            : X509Certificate2.CreateFromEncryptedPemFile(settings.Certificate!, password, settings.CertificateKey);

        // Windows serves no key that lives in memory alone.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private static string? Password(string? reference)
    {
        if (!SecretReference.TryParse(reference, out var known))
        {
            return null;
        }

        return known.Source == SecretSource.File ? File.ReadAllText(known.Name).TrimEnd('\r', '\n')
            : Environment.GetEnvironmentVariable(known.Name) ?? throw new SettingsException([$"setting 'http.certificatePassword': environment variable '{known.Name}' is not set for the hub's process."]);
    }

    private static DateTime WrittenAt(HttpSettings settings) => new[] { settings.Certificate, settings.CertificateKey }.OfType<string>().Max(File.GetLastWriteTimeUtc);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The renewed certificate '{File}' could not be read, the one before it is still served: {Reason}")]
    private static partial void Unread(ILogger logger, string file, string reason);

    private sealed record Served(SslStreamCertificateContext Context, DateTime WrittenAt, DateTimeOffset LookAt);
}
