using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.GitHub.Tests.Polling;

/// <summary>Another instance at the same GitHub, as after a restart of the hub.</summary>
internal sealed class FakeGitHubRestart(FakeGitHub hub) : IAsyncDisposable
{
    private readonly ConnectorInstance _instance = Opened.Instance(
        new JsonObject { ["baseAddress"] = hub.Server.Url + "/api/v3", ["repositories"] = new JsonArray("o/r") });

    public async Task<List<RecordPage>> Read(string stream, Cursor? cursor) =>
        await _instance.ReadAsync(new ReadRequest { Stream = stream, Cursor = cursor }, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _instance.DisposeAsync();
}
