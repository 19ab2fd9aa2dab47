using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Hub.Runtime.Plugins.Loading;

/// <summary>
/// Copies a descriptor into the hub's own objects. A list that a plugin writes as a collection expression is of a type of the plugin's
/// assembly, and whoever holds it keeps the plugin in memory; nor may a plugin change its descriptor later.
/// </summary>
internal static class DescriptorCopy
{
    public static ConnectorDescriptor Of(ConnectorDescriptor descriptor) => descriptor with
    {
        Streams = [.. descriptor.Streams.Select(s => s with { })],
        Options = descriptor.Options with { Schema = Copy(descriptor.Options.Schema), Secrets = [.. descriptor.Options.Secrets] },
        Webhook = descriptor.Webhook is { } webhook
            ? webhook with { Verifiers = [.. webhook.Verifiers], SignalStreams = [.. webhook.SignalStreams] }
            : null,
        Actions = [.. descriptor.Actions.Select(a => a with
        {
            Entities = [.. a.Entities],
            ArgumentsSchema = Copy(a.ArgumentsSchema),
            ResultSchema = Copy(a.ResultSchema),
        })],
    };

    private static JsonObject Copy(JsonObject schema) => JsonNode.Parse(schema.ToJsonString())!.AsObject();
}
