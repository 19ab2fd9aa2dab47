using Plutora.Integration.Sdk.Testing.Properties;
using Plutora.Integration.Sdk.Testing.Subjects;

namespace Plutora.Integration.Sdk.Testing.Reporting;

/// <summary>What was found of a property.</summary>
public enum PropertyStatus
{
    /// <summary>The connector has it.</summary>
    Holds,

    /// <summary>The connector lacks it.</summary>
    Fails,

    /// <summary>The connector lacks it, and a waiver says why it may.</summary>
    Waived,

    /// <summary>It asks nothing of this connector.</summary>
    NotAsked,
}

/// <summary>A property and what was found of it.</summary>
/// <param name="Property">The property.</param>
/// <param name="Status">What was found.</param>
public sealed record PropertyResult(AcceptanceProperty Property, PropertyStatus Status)
{
    /// <summary>What was wrong, with the evidence; why nothing is asked; null where it holds.</summary>
    public string? Found { get; init; }

    /// <summary>What mends it; null where nothing is wrong.</summary>
    public string? Mend { get; init; }

    /// <summary>The waiver that names it; null without one.</summary>
    public Waiver? Waiver { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }
}
