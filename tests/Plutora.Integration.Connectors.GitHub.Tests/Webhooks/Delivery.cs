using System.Text;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.GitHub.Tests.Webhooks;

/// <summary>A delivery as the hub hands it over.</summary>
internal static class Delivery
{
    public static readonly DateTimeOffset ReceivedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static ReceiveRequest Of(string name, byte[] body, string contentType = "application/json") => new()
    {
        Kind = ReceiveKind.Webhook,
        Body = body,
        ReceivedAt = ReceivedAt,
        Headers = new Dictionary<string, string> { ["x-github-event"] = name, ["content-type"] = contentType },
    };

    public static async Task<ReceiveResult> Receive(string name, string body)
    {
        await using var instance = Opened.Instance();
        return await instance.ReceiveAsync(Of(name, Encoding.UTF8.GetBytes(body)), TestContext.Current.CancellationToken);
    }
}
