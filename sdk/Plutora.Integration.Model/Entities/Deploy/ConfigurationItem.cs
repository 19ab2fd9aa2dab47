using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>Something that runs or is run on, and is kept account of.</summary>
[EntityType("configuration-item", Stage = "deploy")]
public sealed record ConfigurationItem : Entity
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public ConfigurationItemKind? Kind { get; init; }

    /// <summary>The tool's own word for what it is, such as a class.</summary>
    public string? SourceKind { get; init; }

    /// <summary>What sort of host it is.</summary>
    public HostKind? HostKind { get; init; }

    /// <summary>Whether it is in use.</summary>
    public LifecycleState? State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Its full name in the network.</summary>
    public string? Fqdn { get; init; }

    /// <summary>Its addresses in the network.</summary>
    public IReadOnlyList<string>? IpAddresses { get; init; }

    /// <summary>Its operating system.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>That system's version.</summary>
    public string? OperatingSystemVersion { get; init; }

    /// <summary>How many processors it has.</summary>
    public int? CpuCount { get; init; }

    /// <summary>How much memory it has, in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Who provides it.</summary>
    public string? Provider { get; init; }

    /// <summary>Where it stands.</summary>
    public string? Region { get; init; }

    /// <summary>Where it stands within the region.</summary>
    public string? Zone { get; init; }

    /// <summary>Who made it.</summary>
    public string? Manufacturer { get; init; }

    /// <summary>What model it is.</summary>
    public string? Model { get; init; }

    /// <summary>Its serial number.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>The version it has or is.</summary>
    public string? Version { get; init; }

    /// <summary>The component that an installed version is a version of.</summary>
    [References("configuration-item")]
    public Reference? Component { get; init; }

    /// <summary>What it runs on.</summary>
    [References("configuration-item")]
    public Reference? RunsOn { get; init; }

    /// <summary>What it is a part of.</summary>
    [References("configuration-item")]
    public Reference? Parent { get; init; }

    /// <summary>What was installed.</summary>
    [References("artifact")]
    public Reference? Artifact { get; init; }

    /// <summary>The environment it belongs to.</summary>
    [References("environment")]
    public Reference? Environment { get; init; }

    /// <summary>The application it belongs to.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>The service it belongs to.</summary>
    [References("service")]
    public Reference? Service { get; init; }

    /// <summary>The team that keeps it.</summary>
    [References("team")]
    public Reference? Team { get; init; }

    /// <summary>Who answers for it.</summary>
    [References("person")]
    public Reference? Owner { get; init; }

    /// <summary>When it was installed.</summary>
    public DateTimeOffset? InstalledAt { get; init; }

    /// <summary>When it was last seen.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
