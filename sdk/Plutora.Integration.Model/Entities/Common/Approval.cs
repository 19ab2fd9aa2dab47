using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>One approver's answer.</summary>
public sealed record Approval
{
    /// <summary>Who was asked or answered.</summary>
    [References("person")]
    public Reference? By { get; init; }

    /// <summary>The team that was asked, where it is a team's to give.</summary>
    [References("team")]
    public Reference? Team { get; init; }

    /// <summary>What they said.</summary>
    public required ApprovalState State { get; init; }

    /// <summary>The tool's own word for the answer.</summary>
    public string? SourceState { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset? RequestedAt { get; init; }

    /// <summary>When it was given or refused.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>What they wrote with it.</summary>
    public string? Comment { get; init; }
}
