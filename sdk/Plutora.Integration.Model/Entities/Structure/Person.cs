using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>Someone, or a program, who acts in a tool. Names and addresses stand here alone, and are never repeated on other entities.</summary>
[EntityType("person", Stage = "structure")]
public sealed record Person : Entity
{
    /// <summary>What stands behind it.</summary>
    public PersonKind? Kind { get; init; }

    /// <summary>Whether they may act.</summary>
    public PersonState? State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>Their name, as they write it.</summary>
    public string? Name { get; init; }

    /// <summary>What they sign in with.</summary>
    public string? Username { get; init; }

    /// <summary>Their e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Their picture.</summary>
    public string? AvatarUrl { get; init; }

    /// <summary>The organisation they belong to.</summary>
    public string? Organization { get; init; }

    /// <summary>The part of it they belong to.</summary>
    public string? Department { get; init; }

    /// <summary>Where they are.</summary>
    public string? Location { get; init; }

    /// <summary>Their time zone, as an IANA name.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Whom they answer to.</summary>
    [References("person")]
    public Reference? Manager { get; init; }

    /// <summary>The teams they are in.</summary>
    [References("team")]
    public IReadOnlyList<Reference>? Teams { get; init; }

    /// <summary>When they last acted in the tool.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }
}
