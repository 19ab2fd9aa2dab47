using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>One reviewer's answer to a pull request.</summary>
[EntityType("review", Stage = "code")]
public sealed record Review : Entity
{
    /// <summary>What the reviewer said.</summary>
    public required ReviewState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>What was reviewed.</summary>
    [References("pull-request")]
    public Reference? PullRequest { get; init; }

    /// <summary>Where that is.</summary>
    [References("repository")]
    public Reference? Repository { get; init; }

    /// <summary>Who reviewed.</summary>
    [References("person")]
    public Reference? Author { get; init; }

    /// <summary>The commit that was looked at.</summary>
    [References("commit")]
    public Reference? Commit { get; init; }

    /// <summary>What the reviewer wrote.</summary>
    public string? Body { get; init; }

    /// <summary>When it was handed in.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>How many comments on lines belong to it.</summary>
    public int? CommentCount { get; init; }
}
