using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.Jira.Tests.Webhooks;

/// <summary>A delivery as the hub hands it over.</summary>
internal static class Delivery
{
    // As Jira writes, which escapes no sign that needs none.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task<ReceiveResult> Receive(JsonObject body) => Receive(body.ToJsonString(Plain));

    public static async Task<ReceiveResult> Receive(string body)
    {
        await using var instance = Instance();
        return await instance.ReceiveAsync(Of(body), TestContext.Current.CancellationToken);
    }

    public static ReceiveRequest Of(string body) => new() { Kind = ReceiveKind.Webhook, Body = Encoding.UTF8.GetBytes(body), ReceivedAt = new(2024, 3, 1, 12, 0, 0, TimeSpan.Zero) };

    public static ConnectorInstance Instance()
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var options = new JsonObject { ["baseAddress"] = "https://acme.atlassian.net", ["user"] = "ann@example.com", ["token"] = "t0ken" };
        return new JiraConnector().Open(new ConnectorContext("test", options, NullLogger.Instance, TimeProvider.System, Path.GetTempPath()), services);
    }
}
