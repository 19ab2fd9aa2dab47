using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Plutora.Integration.Sdk.Http.Tests;

/// <summary>A server on loopback that speaks TLS by a certificate of an authority of its own, and lets in who proves themselves by one of the same authority.</summary>
public sealed class TlsServer : IAsyncDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch.AddYears(50);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _own;
    private readonly Task _serving;

    public TlsServer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(From, From.AddYears(100));
        _own = X509CertificateLoader.LoadPkcs12(Signed("localhost").Export(X509ContentType.Pkcs12), null);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public string Authority => _authority.ExportCertificatePem();

    /// <summary>A certificate of the authority and its key, as PEM.</summary>
    public (string Certificate, string Key) Client(string name)
    {
        using var made = Signed(name);
        return (made.ExportCertificatePem(), made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _own.Dispose();
        _authority.Dispose();
        _stop.Dispose();
    }

    private X509Certificate2 Signed(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_authority, From, From.AddYears(90), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            try
            {
                await AnswerAsync(client);
            }
            catch (Exception fault) when (fault is IOException or System.Security.Authentication.AuthenticationException)
            {
                // Whoever does not trust the server, or is not trusted by it, ends the connection.
            }
        }
    }

    // Whoever shows no certificate of the authority is told so by a status, as proxies and servers of tools do.
    private async Task AnswerAsync(TcpClient client)
    {
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = _own, ClientCertificateRequired = true, RemoteCertificateValidationCallback = (_, shown, _, _) => shown is null || shown.Issuer == _authority.Subject },
            _stop.Token);
        var (read, buffer) = (new StringBuilder(), new byte[4096]);
        while (!read.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, _stop.Token) is > 0 and var length)
        {
            read.Append(Encoding.ASCII.GetString(buffer, 0, length));
        }

        var let = stream.RemoteCertificate is not null;
        var body = let ? $$"""{"name":"{{stream.RemoteCertificate!.Subject}}"}""" : """{"error":"no certificate"}""";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {(let ? "200 OK" : "403 Forbidden")}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), _stop.Token);
    }
}
