using System.Buffers;
using System.Text.Json.Serialization;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>Asks the owner of a partition to do something. It is done at once where the asker owns that partition, else it travels through the owners' topic.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Contribute), "contribute")]
[JsonDerivedType(typeof(Withdraw), "withdraw")]
[JsonDerivedType(typeof(See), "see")]
[JsonDerivedType(typeof(AliasChanged), "alias")]
[JsonDerivedType(typeof(Want), "want")]
[JsonDerivedType(typeof(Unwant), "unwant")]
[JsonDerivedType(typeof(Resolve), "resolve")]
[JsonDerivedType(typeof(LinkChanged), "link")]
[JsonDerivedType(typeof(EndChanged), "end")]
[JsonDerivedType(typeof(TellLinks), "tell-links")]
[JsonDerivedType(typeof(Referred), "referred")]
[JsonDerivedType(typeof(Forsake), "forsake")]
[JsonDerivedType(typeof(ForgetPerson), "forget-person")]
[JsonDerivedType(typeof(DropAlias), "drop-alias")]
[JsonDerivedType(typeof(HoldBack), "hold-back")]
[JsonDerivedType(typeof(Release), "release")]
[JsonDerivedType(typeof(RuleKeyChanged), "rule-key")]
[JsonDerivedType(typeof(RuleToken), "rule-token")]
[JsonDerivedType(typeof(RuleWalk), "rule-walk")]
[JsonDerivedType(typeof(RuleBind), "rule-bind")]
[JsonDerivedType(typeof(RuleSweep), "rule-sweep")]
[JsonDerivedType(typeof(RuleDrop), "rule-drop")]
public abstract record OwnerMessage
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    /// <summary>What decides which partition's owner it is for.</summary>
    [JsonIgnore]
    public abstract string PartitionKey { get; }

    /// <summary>The partition key of an entity: the key part of its id, which is the record's id at most tools.</summary>
    internal static string KeyOf(string entity)
    {
        // Most keys are written as they are.
        var at = entity.LastIndexOf('/');
        var key = entity.AsSpan(at + 1);
        return at < 0 || key.IsEmpty || key.ContainsAnyExcept(Plain) ? EntityId.Parse(entity).Key : key.ToString();
    }
}

/// <summary>A record says something of an entity, in place of what the same record said before.</summary>
/// <param name="Entity">The entity's id.</param>
/// <param name="Key">Under which the contribution is kept.</param>
/// <param name="Contribution">What it says.</param>
/// <param name="Change">The record.</param>
/// <param name="Refetch">The record to fetch again should the contribution tie with another; null where the connector cannot.</param>
public sealed record Contribute(string Entity, string Key, Contribution Contribution, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change, FetchRequest? Refetch) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => KeyOf(Entity);
}

/// <summary>A record no longer says anything of an entity, since its mapping changed or a rule no longer holds.</summary>
/// <param name="Entity">The entity's id.</param>
/// <param name="Key">Under which the contribution is kept.</param>
/// <param name="Change">What makes the change.</param>
public sealed record Withdraw(string Entity, string Key, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <summary>Only what this activation said; null whichever did.</summary>
    public int? Activation { get; init; }

    /// <inheritdoc/>
    public override string PartitionKey => KeyOf(Entity);
}

/// <summary>An older record showed the entity in a state, at its own time (rule 9).</summary>
/// <param name="Entity">The entity's id.</param>
/// <param name="State">The state and when.</param>
/// <param name="Change">The record.</param>
public sealed record See(string Entity, SeenState State, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => KeyOf(Entity);
}

/// <summary>An entity took or gave up an alias.</summary>
/// <param name="Alias">The alias.</param>
/// <param name="Scope">Its scope; empty for the hub.</param>
/// <param name="Holder">The entity's id.</param>
/// <param name="Taken">Whether it was taken.</param>
/// <param name="Change">What made the change.</param>
public sealed record AliasChanged(string Alias, string Scope, string Holder, bool Taken, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => Alias;
}

/// <summary>An entity holds a reference by alias that is not resolved.</summary>
/// <param name="Referrer">The entity's id.</param>
/// <param name="Key">The reference.</param>
/// <param name="At">The record's time: the alias's holder then is meant.</param>
/// <param name="Change">The record, which completes the reference should its target be there already.</param>
public sealed record Want(string Referrer, ReferenceKey Key, DateTimeOffset At, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => Key.Alias;
}

/// <summary>An entity no longer holds an unresolved reference.</summary>
/// <param name="Referrer">The entity's id.</param>
/// <param name="Key">The reference.</param>
public sealed record Unwant(string Referrer, ReferenceKey Key) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => Key.Alias;
}

/// <summary>A reference found its target.</summary>
/// <param name="Referrer">The entity that holds it.</param>
/// <param name="Key">The reference.</param>
/// <param name="Target">Id of the target.</param>
/// <param name="Change">What completed it.</param>
public sealed record Resolve(string Referrer, ReferenceKey Key, string Target, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => KeyOf(Referrer);
}

/// <summary>A link has an entity as an end, or no longer has.</summary>
/// <param name="End">Id of the entity.</param>
/// <param name="Link">Id of the link.</param>
/// <param name="Present">Whether it has.</param>
/// <param name="Change">What made the change.</param>
public sealed record LinkChanged(string End, string Link, bool Present, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => KeyOf(End);
}

/// <summary>An end of a link was deleted or came back (rule 23).</summary>
/// <param name="Link">Id of the link.</param>
/// <param name="End">Id of the end.</param>
/// <param name="Gone">Whether it is deleted.</param>
/// <param name="Change">What made the change.</param>
public sealed record EndChanged(string Link, string End, bool Gone, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => KeyOf(Link);
}

/// <summary>Tells an entity's links, some at a time, that it was deleted or came back.</summary>
/// <param name="End">Id of the entity.</param>
/// <param name="After">Key of the index behind which to go on; null at first.</param>
/// <param name="Change">What made the change.</param>
public sealed record TellLinks(string End, string? After, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => KeyOf(End);
}

/// <summary>A field of an entity refers to another, or no longer does. Older hubs ask for it; now the entity's owner notes it at once.</summary>
/// <param name="Target">Id of the entity that is referred to.</param>
/// <param name="Referrer">Id of the entity that refers.</param>
/// <param name="Field">The field.</param>
/// <param name="Present">Whether it does.</param>
public sealed record Referred(string Target, string Referrer, string Field, bool Present) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => KeyOf(Target);
}

/// <summary>Nothing says anything of an entity any more, since its instance was removed together with its entities.</summary>
/// <param name="Entity">The entity's id.</param>
/// <param name="Change">The removal.</param>
public sealed record Forsake(string Entity, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => KeyOf(Entity);
}

/// <summary>A person is forgotten (rule 27): nothing that was said of the entity is kept.</summary>
/// <param name="Entity">The entity's id.</param>
/// <param name="Change">The forgetting.</param>
public sealed record ForgetPerson(string Entity, [property: JsonConverter(typeof(SharedChange))] ChangeContext Change) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => KeyOf(Entity);
}

/// <summary>An alias is taken out of the index, as if it had never been held.</summary>
/// <param name="Alias">The alias.</param>
/// <param name="Scope">Its scope; empty for the hub.</param>
/// <param name="Holder">The entity's id.</param>
public sealed record DropAlias(string Alias, string Scope, string Holder) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => Alias;
}
