using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>A person in a team.</summary>
public sealed record TeamMember
{
    /// <summary>Who.</summary>
    [References("person")]
    public required Reference Person { get; init; }

    /// <summary>What they do there.</summary>
    public string? Role { get; init; }
}
