using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Connectors.OpenShift.Tests.Support;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.OpenShift.Tests;

/// <summary>What a missing kind means: a cluster without it, or one that is not ready.</summary>
public sealed class UnservedKindTests : IDisposable
{
    private readonly HttpListener _server = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-unserved-").FullName;
    private readonly Uri _address;
    private string? _kinds;

    public UnservedKindTests()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _address = new($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }

        _server.Prefixes.Add(_address.AbsoluteUri);
        _server.Start();
        _ = AnswerAsync();
    }

    [Theory]
    [InlineData(ReadMode.Incremental)]
    [InlineData(ReadMode.FullScan)]
    public async Task A_kind_that_the_server_has_and_does_not_serve_yet_is_an_outage(ReadMode mode)
    {
        _kinds = """{"kind":"APIResourceList","resources":[{"name":"routes"},{"name":"buildconfigs"}]}""";
        await using var instance = Open();
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig, mode: mode));
        Assert.Equal(ConnectorErrorKind.Transient, fault.Kind);
        Assert.Contains("buildconfigs.build.openshift.io", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, ReadMode.Incremental)]
    [InlineData("""{"kind":"APIResourceList","resources":[{"name":"routes"}]}""", ReadMode.Incremental)]
    [InlineData(null, ReadMode.FullScan)]
    public async Task A_kind_that_the_server_has_not_has_nothing_to_read(string? kinds, ReadMode mode)
    {
        _kinds = kinds;
        await using var instance = Open();
        Assert.Empty(await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig, mode: mode));
    }

    public void Dispose()
    {
        _server.Close();
        Directory.Delete(_folder, recursive: true);
    }

    private ConnectorInstance Open() =>
        ((IConnector)new OpenShiftConnector()).Open(new("ocp", new JsonObject { ["address"] = _address.AbsoluteUri, ["token"] = "t", ["namespaces"] = new JsonArray("shop") }, NullLogger.Instance, TimeProvider.System, _folder), null!);

    private async Task AnswerAsync()
    {
        while (_server.IsListening)
        {
            HttpListenerContext asked;
            try
            {
                asked = await _server.GetContextAsync();
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var found = asked.Request.Url!.AbsolutePath.EndsWith("/v1", StringComparison.Ordinal) ? _kinds : null;
            asked.Response.StatusCode = found is null ? 404 : 200;
            asked.Response.Close(Encoding.UTF8.GetBytes(found ?? """{"kind":"Status","reason":"NotFound"}"""), willBlock: false);
        }
    }
}
