using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>Something an analysis found that should be looked at.</summary>
[EntityType("finding", Stage = "verify")]
public sealed record Finding : Entity
{
    /// <summary>What it concerns.</summary>
    public FindingKind? Kind { get; init; }

    /// <summary>What it is, more closely.</summary>
    public FindingCategory? Category { get; init; }

    /// <summary>The tool's own word for what it is.</summary>
    public string? SourceKind { get; init; }

    /// <summary>Where it stands.</summary>
    public required FindingState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>Its number in the tool, unique within its container.</summary>
    public long? Number { get; init; }

    /// <summary>How bad it is.</summary>
    public Severity? Severity { get; init; }

    /// <summary>The tool's own word for the severity.</summary>
    public string? SourceSeverity { get; init; }

    /// <summary>What it is, in words.</summary>
    public string? Description { get; init; }

    /// <summary>What the tool says of this one.</summary>
    public string? Message { get; init; }

    /// <summary>The rule that found it.</summary>
    public string? RuleId { get; init; }

    /// <summary>That rule's name.</summary>
    public string? RuleName { get; init; }

    /// <summary>Where that rule is explained.</summary>
    public string? RuleUrl { get; init; }

    /// <summary>What found it.</summary>
    public string? Tool { get; init; }

    /// <summary>That tool's version.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>Its names in public lists: <c>CVE-2024-1234</c>, <c>GHSA-…</c>, <c>CWE-79</c>.</summary>
    public IReadOnlyList<string>? Identifiers { get; init; }

    /// <summary>Its CVSS base score, 0 to 10.</summary>
    public double? CvssScore { get; init; }

    /// <summary>Its CVSS vector.</summary>
    public string? CvssVector { get; init; }

    /// <summary>The part it was found in.</summary>
    public VulnerablePackage? Package { get; init; }

    /// <summary>The place it was found at.</summary>
    public CodeLocation? Location { get; init; }

    /// <summary>What the tool knows it by from one analysis to the next.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The tool's container it lives in.</summary>
    public string? Project { get; init; }

    /// <summary>The repository it was found in.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>The name of the branch it was found on.</summary>
    public string? Branch { get; init; }

    /// <summary>The commit it was found in.</summary>
    [References("commit")]
    public Reference? Commit { get; init; }

    /// <summary>The pull request it was found in.</summary>
    [References("pull-request")]
    public Reference? PullRequest { get; init; }

    /// <summary>The artifact it was found in.</summary>
    [References("artifact")]
    public Reference? Artifact { get; init; }

    /// <summary>The application it was found in.</summary>
    [References("application")]
    public Reference? Application { get; init; }

    /// <summary>The report it is a part of.</summary>
    [References("quality-report")]
    public Reference? Report { get; init; }

    /// <summary>Who is to deal with it.</summary>
    [References("person")]
    public IReadOnlyList<Reference>? Assignees { get; init; }

    /// <summary>Who dismissed it.</summary>
    [References("person")]
    public Reference? DismissedBy { get; init; }

    /// <summary>Why it was dismissed.</summary>
    public string? DismissedReason { get; init; }

    /// <summary>When it first was there.</summary>
    public DateTimeOffset? IntroducedAt { get; init; }

    /// <summary>When it was gone.</summary>
    public DateTimeOffset? FixedAt { get; init; }

    /// <summary>When it was dismissed.</summary>
    public DateTimeOffset? DismissedAt { get; init; }

    /// <summary>When it should be dealt with.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The work expected to mend it, in milliseconds.</summary>
    public double? EffortMs { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
