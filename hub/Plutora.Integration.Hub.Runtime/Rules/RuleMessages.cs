using System.Text.Json.Serialization;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>An entity gives a key on one side of a rule, or no longer does.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Key">The key.</param>
/// <param name="From">Whether it stands on the first side.</param>
/// <param name="Entity">Id of the entity.</param>
/// <param name="Present">Whether it does.</param>
/// <param name="Change">What made the change.</param>
public sealed record RuleKeyChanged(string Rule, int Revision, string Key, bool From, string Entity, bool Present, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <summary>Entry of the other side behind which to go on, where it has very many; null at first.</summary>
    public string? After { get; init; }

    /// <summary>Entities of the other side that were met so far.</summary>
    public int Met { get; init; }

    /// <summary>Relation of the links to withdraw, where the entry that told it is gone already.</summary>
    public string? Relation { get; init; }

    /// <inheritdoc/>
    public override string PartitionKey => RuleIndex.First(Rule, Revision, Key);
}

/// <summary>Goes round the owners of all partitions: what was asked of them before is done when it has passed, and all of them know the rules of the change.</summary>
/// <param name="Generation">Number of the change.</param>
/// <param name="Round">Why it goes round.</param>
/// <param name="Partition">The partition it is at.</param>
/// <param name="Place">A key of that partition.</param>
/// <param name="Change">The change.</param>
public sealed record RuleToken(int Generation, RuleRound Round, int Partition, string Place, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => Place;
}

/// <summary>Why a token goes round.</summary>
public enum RuleRound
{
    /// <summary>To tell of the change.</summary>
    Announce,

    /// <summary>Until keys have been given by all entities.</summary>
    Bound,

    /// <summary>Until links have been stated for all keys.</summary>
    Stated,

    /// <summary>Until dead keys have been taken back.</summary>
    Dropped,

    /// <summary>Until their links have been withdrawn.</summary>
    Withdrawn,
}

/// <summary>Has stored entities looked at by the rules of a change, some at a time.</summary>
/// <param name="Generation">Number of the change.</param>
/// <param name="After">Id of the entity behind which to go on; null at first.</param>
/// <param name="Looked">Entities that were looked at so far.</param>
/// <param name="Change">The change.</param>
public sealed record RuleWalk(int Generation, string? After, long Looked, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    internal const string Place = "rules";

    /// <inheritdoc/>
    public override string PartitionKey => Place;
}

/// <summary>Has one stored entity looked at by the rules of a change.</summary>
/// <param name="Entity">Id of the entity.</param>
/// <param name="Generation">Number of the change.</param>
/// <param name="Change">The change.</param>
public sealed record RuleBind(string Entity, int Generation, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => KeyOf(Entity);
}

/// <summary>Finds keys of revisions that are no longer in force, some at a time.</summary>
/// <param name="Generation">Number of the change.</param>
/// <param name="Rule">Place of the rule among those that changed.</param>
/// <param name="After">Entry of the index behind which to go on; null at first.</param>
/// <param name="Change">The change.</param>
public sealed record RuleSweep(int Generation, int Rule, string? After, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => RuleWalk.Place;
}

/// <summary>Takes back all that is kept under a key of a revision that is no longer in force, some at a time.</summary>
/// <param name="First">Rule, revision and key.</param>
/// <param name="After">Entry behind which to go on; null at first.</param>
/// <param name="Change">The change.</param>
public sealed record RuleDrop(string First, string? After, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => First;
}
