using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Sdk.Connectors;

/// <summary>What a connector is and can do, as data: the hub plans, shows and checks by it.</summary>
public sealed record ConnectorDescriptor
{
    /// <summary>Id of the connector, <c>[a-z][a-z0-9-]{0,39}</c>; never changes.</summary>
    public required string Id { get; init; }

    /// <summary>Semantic version of the connector (<c>1.4.0</c>).</summary>
    public required string Version { get; init; }

    /// <summary>Name shown to people, such as <c>GitHub</c>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>One sentence: which tool it speaks to and what it brings.</summary>
    public required string Description { get; init; }

    /// <summary>The streams, in the connector's order: where versions of two streams tie, the earlier stream wins (rule 4 of state).</summary>
    public required IReadOnlyList<StreamDescriptor> Streams { get; init; }

    /// <summary>Schema, version and secrets of the options; set by <see cref="Connector{TOptions}"/>.</summary>
    public OptionsDescriptor Options { get; init; } = OptionsDescriptor.None;

    /// <summary>How the tool's webhooks are verified and told apart; null when the tool sends none.</summary>
    public WebhookDescriptor? Webhook { get; init; }

    /// <summary>True when files may be handed to an instance over the API (<see cref="ReceiveKind.Upload"/>).</summary>
    public bool AcceptsUploads { get; init; }

    /// <summary>What the connector can change in the tool.</summary>
    public IReadOnlyList<ActionDescriptor> Actions { get; init; } = [];
}
