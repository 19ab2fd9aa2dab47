using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Runtime.Mappings;

/// <summary>An activation of a stream's mapping at an instance (rule 12 of state).</summary>
/// <param name="Number">Raised by activate, roll back and a connector's upgrade alike; never reused.</param>
/// <param name="Mapping">What runs.</param>
/// <param name="Overlay">The administrator's overlay, YAML; null when the base stands alone.</param>
/// <param name="At">When it was activated.</param>
public sealed record ActiveMapping(int Number, CompiledMapping Mapping, string? Overlay, DateTimeOffset At);

/// <summary>An activation as the log keeps it: enough to run it again.</summary>
public sealed record StoredActivation
{
    /// <summary>Its number.</summary>
    public required int Number { get; init; }

    /// <summary>Fingerprint of the effective document.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The base document, as the connector shipped it then.</summary>
    public required string Base { get; init; }

    /// <summary>The overlay, or null.</summary>
    public string? Overlay { get; init; }

    /// <summary>When it was activated.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Where an upgraded base changed what the overlay sets, one sentence each.</summary>
    public IReadOnlyList<string> Conflicts { get; init; } = [];

    /// <summary>Why: <c>base</c>, <c>activate</c> or <c>rollback</c>.</summary>
    public required string Reason { get; init; }
}
