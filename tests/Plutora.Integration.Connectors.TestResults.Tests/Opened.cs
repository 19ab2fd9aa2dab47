using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.TestResults.Tests;

/// <summary>Opens instances as the hub does, and uploads to them.</summary>
internal static class Opened
{
    public static ConnectorInstance Instance(JsonObject? options = null, TimeProvider? time = null)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var context = new ConnectorContext("test", options ?? [], NullLogger.Instance, time ?? TimeProvider.System, Path.GetTempPath());
        return new TestResultsConnector().Open(context, services);
    }

    public static ReceiveRequest Upload(string name, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string>? parameters = null) => new()
    {
        Kind = ReceiveKind.Upload,
        Name = name,
        Body = body,
        ReceivedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Parameters = parameters ?? new Dictionary<string, string>(),
    };

    public static async Task<ReceiveResult> Receive(string name, ReadOnlyMemory<byte> body, JsonObject? options = null, IReadOnlyDictionary<string, string>? parameters = null)
    {
        await using var instance = Instance(options);
        return await instance.ReceiveAsync(Upload(name, body, parameters), TestContext.Current.CancellationToken);
    }

    public static Task<ReceiveResult> Receive(string name, string text, JsonObject? options = null, IReadOnlyDictionary<string, string>? parameters = null) =>
        Receive(name, Encoding.UTF8.GetBytes(text), options, parameters);
}
