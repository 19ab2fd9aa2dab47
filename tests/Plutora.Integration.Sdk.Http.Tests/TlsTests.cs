using System.Text;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Authentication;

namespace Plutora.Integration.Sdk.Http.Tests;

/// <summary>Certificates of both sides, over real TLS.</summary>
public sealed class TlsTests : IAsyncDisposable
{
    private readonly TlsServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_server_of_a_named_authority_is_trusted_and_learns_who_asks_by_the_clients_certificate()
    {
        var (certificate, key) = _server.Client("hub.example.com");
        using var client = TlsCertificates.Client(certificate, key);
        using var tool = Tool(o => o with { ClientCertificate = client, Authorities = TlsCertificates.Authorities(_server.Authority) });

        var answer = await tool.SendAsync(new("me"), TestContext.Current.CancellationToken);

        Assert.Equal("""{"name":"CN=hub.example.com"}""", Encoding.UTF8.GetString(answer.Body.Span));
    }

    [Fact]
    public async Task Without_a_certificate_the_tool_lets_nobody_in()
    {
        using var tool = Tool(o => o with { Authorities = TlsCertificates.Authorities(_server.Authority) });

        Assert.Equal(ConnectorErrorKind.Authentication, (await Assert.ThrowsAsync<ConnectorException>(() => tool.SendAsync(new("me"), TestContext.Current.CancellationToken))).Kind);
    }

    [Fact]
    public async Task A_server_of_an_authority_that_is_not_named_is_not_spoken_to()
    {
        await using var other = new TlsServer();
        using var system = Tool(o => o);
        using var foreign = Tool(o => o with { Authorities = TlsCertificates.Authorities(other.Authority) });

        Assert.Equal(ConnectorErrorKind.Transient, (await Assert.ThrowsAsync<ConnectorException>(() => system.SendAsync(new("me"), TestContext.Current.CancellationToken))).Kind);
        Assert.Equal(ConnectorErrorKind.Transient, (await Assert.ThrowsAsync<ConnectorException>(() => foreign.SendAsync(new("me"), TestContext.Current.CancellationToken))).Kind);
    }

    [Fact]
    public async Task A_certificate_that_names_another_host_is_not_trusted_though_the_authority_is()
    {
        using var tool = Tool(o => o with { BaseAddress = new UriBuilder(_server.Address) { Host = "127.0.0.1" }.Uri, Authorities = TlsCertificates.Authorities(_server.Authority) });

        Assert.Equal(ConnectorErrorKind.Transient, (await Assert.ThrowsAsync<ConnectorException>(() => tool.SendAsync(new("me"), TestContext.Current.CancellationToken))).Kind);
    }

    [Fact]
    public void What_is_no_certificate_is_told_as_a_fault_of_the_configuration_without_the_key()
    {
        var ((certificate, _), (_, foreign)) = (_server.Client("one"), _server.Client("two"));

        foreach (var fault in new[]
        {
            Assert.Throws<ConnectorException>(() => TlsCertificates.Client(certificate, foreign)),
            Assert.Throws<ConnectorException>(() => TlsCertificates.Client("none", foreign)),
            Assert.Throws<ConnectorException>(() => TlsCertificates.Authorities("none")),
            Assert.Throws<ConnectorException>(() => TlsCertificates.Authorities("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")),
        })
        {
            Assert.Equal(ConnectorErrorKind.Configuration, fault.Kind);
            Assert.DoesNotContain(foreign, fault.ToString(), StringComparison.Ordinal);
        }
    }

    private HttpTool Tool(Func<HttpToolOptions, HttpToolOptions> with) => new(with(new() { BaseAddress = _server.Address }), new FakeTimeProvider());
}
