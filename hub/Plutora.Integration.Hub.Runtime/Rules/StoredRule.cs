namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>A rule as the hub keeps it.</summary>
/// <param name="Rule">What the administrator wrote.</param>
/// <param name="Revision">Raised over all rules with each change, never reused: what an earlier revision stated is told apart from what this one states.</param>
/// <param name="Origin">Who wrote it: <c>api</c>, <c>file</c> for <c>plutora.yaml</c>, or <c>catalog:</c> and the instance.</param>
/// <param name="ChangedAt">When it was last changed.</param>
public sealed record StoredRule(LinkRule Rule, int Revision, string Origin, DateTimeOffset ChangedAt)
{
    /// <summary>Origin of rules that the API or the command line set.</summary>
    public const string Api = "api";

    /// <summary>Origin of rules in <c>plutora.yaml</c>.</summary>
    public const string File = "file";

    /// <summary>Origin of rules that a catalog's bindings make.</summary>
    /// <param name="instance">Id of the catalog's instance.</param>
    public static string Catalog(string instance) => "catalog:" + instance;
}

/// <summary>A change of rules that is carried over what is stored: new ones bind, then what no rule states any more is withdrawn.</summary>
/// <param name="Generation">Number of the change.</param>
/// <param name="Rules">Ids of the rules that changed.</param>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="Phase">How far it has come.</param>
/// <param name="Looked">Entities that were looked at.</param>
public sealed record RuleJob(int Generation, IReadOnlyList<string> Rules, DateTimeOffset StartedAt, RulePhase Phase, long Looked);

/// <summary>How far a change of rules has come.</summary>
public enum RulePhase
{
    /// <summary>The owners of all partitions are told of it.</summary>
    Announcing,

    /// <summary>Stored entities are looked at by the rules that are new.</summary>
    Binding,

    /// <summary>What an earlier revision stated is withdrawn.</summary>
    Withdrawing,

    /// <summary>All is done.</summary>
    Done,
}

/// <summary>A rule with what became of it.</summary>
/// <param name="Stored">The rule.</param>
/// <param name="Job">Its last change; null when that is long done.</param>
/// <param name="Crowded">Texts that stand for more entities than one may be linked with by a rule (<c>limits.linksPerRule</c>): no more of them are linked.</param>
public sealed record RuleStatus(StoredRule Stored, RuleJob? Job, IReadOnlyList<string> Crowded);
