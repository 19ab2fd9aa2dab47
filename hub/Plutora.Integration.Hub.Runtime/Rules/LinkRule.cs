using System.ComponentModel.DataAnnotations;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>A rule of an administrator's own: which entities are linked, and how sure that is. Two entities are linked when both sides give the same text, or when one side is a single entity and the other matches.</summary>
public sealed record LinkRule
{
    /// <summary>Id, <c>[a-z][a-z0-9-]{0,39}</c>; never changes, and stands on each link that the rule states.</summary>
    [Required]
    public string Id { get; init; } = "";

    /// <summary>What it is for, in a sentence.</summary>
    public string? Description { get; init; }

    /// <summary>How the first entity relates to the second, a relation of the model such as <c>contains</c>.</summary>
    [Required]
    public string Relation { get; init; } = "";

    /// <summary>How sure a link by this rule is. 0.8 by default.</summary>
    [Range(0.0, 1.0)]
    public double Confidence { get; init; } = 0.8;

    /// <summary>False while it states nothing. True by default.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether texts are compared without regard to case. False by default.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>The first end of each link.</summary>
    [Required]
    public RuleSide From { get; init; } = new();

    /// <summary>The second end of each link.</summary>
    [Required]
    public RuleSide To { get; init; } = new();
}

/// <summary>One side of a rule: which entities, and the texts that they give.</summary>
public sealed record RuleSide
{
    /// <summary>Kind of entity, such as <c>repository</c>.</summary>
    [Required]
    public string Entity { get; init; } = "";

    /// <summary>Instances whose entities count; all by default.</summary>
    public IReadOnlyList<string> Instances { get; init; } = [];

    /// <summary>Id of the one entity that this side is, instead of all that match.</summary>
    public string? Id { get; init; }

    /// <summary>Fields whose texts are compared, members by dots; <c>aliases</c> by default.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [RuleFields.Aliases];

    /// <summary>Scope that an alias must have, <c>*</c> for the whole hub; any by default.</summary>
    public string? Scope { get; init; }

    /// <summary>Patterns of which a text must match one: <c>*</c> stands for anything but a slash, <c>**</c> for anything, <c>?</c> for one character. All texts by default.</summary>
    public IReadOnlyList<string> Match { get; init; } = [];

    /// <summary>Regular expression that takes what is compared out of a text, by a group named <c>key</c>.</summary>
    public string? Pattern { get; init; }

    /// <summary>What else must hold, by field: for each pattern listed, the field must have a text that matches.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Where { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
