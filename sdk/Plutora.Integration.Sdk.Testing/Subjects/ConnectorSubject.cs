using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Sdk.Testing.Subjects;

/// <summary>What the kit judges: a connector, the tool that it speaks to, and samples of what neither can tell by itself. Described anew for each property.</summary>
public sealed record ConnectorSubject
{
    /// <summary>The connector.</summary>
    public required IConnector Connector { get; init; }

    /// <summary>Folder that holds its <c>mappings/*.yaml</c>; the folder of the test's own output by default, into which a referenced connector copies them.</summary>
    public string Folder { get; init; } = AppContext.BaseDirectory;

    /// <summary>The tool.</summary>
    public required SimulatedTool Tool { get; init; }

    /// <summary>Options of an instance that reaches the tool at an address, secrets as they are and not as references. The kit tells it the address, which ends with a slash.</summary>
    public required Func<Uri, JsonObject> Options { get; init; }

    /// <summary>Options that earlier versions of the connector stored: one for each version before today's.</summary>
    public IReadOnlyList<OlderOptions> OlderOptions { get; init; } = [];

    /// <summary>One sample or more for each action that the connector offers.</summary>
    public IReadOnlyList<ActionSample> Actions { get; init; } = [];

    /// <summary>Files that may be handed to an instance; one at least where the connector accepts uploads.</summary>
    public IReadOnlyList<UploadSample> Uploads { get; init; } = [];

    /// <summary>Properties that the connector need not have, each with the reason.</summary>
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];
}

/// <summary>Options that an earlier version of the connector stored.</summary>
/// <param name="Version">Version of their form.</param>
/// <param name="Options">The options, secrets as they are.</param>
public sealed record OlderOptions(int Version, JsonObject Options);

/// <summary>Says that a connector need not have a property. It stands in every report.</summary>
/// <param name="Property">Id of the property.</param>
/// <param name="Reason">Why, as a sentence that will convince who installs the connector; twenty characters at least.</param>
public sealed record Waiver(string Property, string Reason);

/// <summary>A request for an action that the simulated tool can carry out.</summary>
/// <param name="Action">Name of the action.</param>
public sealed record ActionSample(string Action)
{
    /// <summary>Arguments, valid against the action's schema.</summary>
    public JsonObject Arguments { get; init; } = [];

    /// <summary>Stream of the target; the kit picks a record of it. Null where something is created.</summary>
    public string? TargetStream { get; init; }

    /// <summary>Where something is created; null where that is no matter.</summary>
    public string? Container { get; init; }

    /// <summary>False when it leaves nothing in what <see cref="SimulatedTool.Streams"/> keep, so that its effect cannot be looked for.</summary>
    public bool Leaves { get; init; } = true;
}

/// <summary>A file that may be handed to an instance.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Content">Its content.</param>
public sealed record UploadSample(string Name, ReadOnlyMemory<byte> Content)
{
    /// <summary>What is said beside it.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
