using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Connectors.OpenShift.Tests.Support;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.OpenShift.Tests;

/// <summary>What a missing kind means: a cluster without it, or one that is not ready.</summary>
public sealed class UnservedKindTests : IDisposable
{
    private readonly PlainServer _server;
    private string? _kinds;

    public UnservedKindTests() => _server = new(request => request.Url!.AbsolutePath.EndsWith("/v1", StringComparison.Ordinal) && _kinds is { } kinds ? (200, kinds) : (404, """{"kind":"Status","reason":"NotFound"}"""));

    [Theory]
    [InlineData(ReadMode.Incremental)]
    [InlineData(ReadMode.FullScan)]
    public async Task A_kind_that_the_server_has_and_does_not_serve_yet_is_an_outage(ReadMode mode)
    {
        _kinds = """{"kind":"APIResourceList","resources":[{"name":"routes"},{"name":"buildconfigs"}]}""";
        await using var instance = _server.Open();
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
        await using var instance = _server.Open();
        Assert.Empty(await RealCluster.ReadAsync(instance, ClusterStreams.BuildConfig, mode: mode));
    }

    public void Dispose() => _server.Dispose();
}
