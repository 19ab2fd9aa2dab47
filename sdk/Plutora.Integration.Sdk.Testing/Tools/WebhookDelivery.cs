using System.Text;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Sdk.Testing.Tools;

/// <summary>A delivery as the tool sends it, but for its signature, which the kit adds as the connector's descriptor says.</summary>
/// <param name="Body">The body.</param>
public sealed record WebhookDelivery(ReadOnlyMemory<byte> Body)
{
    /// <summary>Headers by name, such as the one that names the kind of event. The delivery's id is added by the kit where the descriptor names its header.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>A delivery in JSON.</summary>
    /// <param name="body">The body.</param>
    /// <param name="headers">Headers by name.</param>
    public static WebhookDelivery Json(JsonNode body, params IReadOnlyList<(string Name, string Value)> headers) =>
        new(Encoding.UTF8.GetBytes(body.ToJsonString())) { Headers = headers.ToDictionary(h => h.Name, h => h.Value) };
}
