namespace Plutora.Integration.Model.Links;

/// <summary>Why a link is believed: a rule that states it, and how sure that is.</summary>
public sealed record LinkStatement
{
    /// <summary>The rule: <c>stated</c> when the tool itself tells of the link, else the rule's name, such as <c>issue-key-in-branch</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>How sure it is, from 0 to 1; what a tool tells itself is 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>What the rule found, such as the key in the text.</summary>
    public string? Evidence { get; init; }
}
