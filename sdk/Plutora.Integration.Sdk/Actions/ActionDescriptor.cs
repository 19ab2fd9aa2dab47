using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Sdk.Actions;

/// <summary>A change that a connector can make in its tool.</summary>
public sealed record ActionDescriptor
{
    /// <summary>Name of the action, such as <c>close-ticket</c>; the same name means the same thing in every connector.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence: what it does in this tool.</summary>
    public required string Description { get; init; }

    /// <summary>Entities the action may target, such as <c>work-item</c>; empty when it targets an instance and a container (<c>create-…</c>).</summary>
    public IReadOnlyList<string> Entities { get; init; } = [];

    /// <summary>JSON Schema of the arguments.</summary>
    public required JsonObject ArgumentsSchema { get; init; }

    /// <summary>JSON Schema of the result's values.</summary>
    public required JsonObject ResultSchema { get; init; }

    /// <summary>True when carrying it out twice has the effect of once, so that the hub may repeat it.</summary>
    public bool Idempotent { get; init; }

    /// <summary>True when <see cref="Connectors.ConnectorInstance.PreviewAsync"/> works for it.</summary>
    public bool CanPreview { get; init; }

    /// <summary>True when <see cref="Connectors.ConnectorInstance.SettleAsync"/> can learn what became of a lost answer.</summary>
    public bool CanSettle { get; init; }

    /// <summary>Describes an action by the types of its arguments and its result, whose schemas are derived.</summary>
    /// <typeparam name="TArguments">Annotated class of the arguments.</typeparam>
    /// <typeparam name="TResult">Class of the result's values.</typeparam>
    public static ActionDescriptor For<TArguments, TResult>(string name, string description) => For(typeof(TArguments), typeof(TResult), name, description);

    /// <summary>As <see cref="For{TArguments, TResult}"/>, for types that are known at run time alone.</summary>
    /// <param name="arguments">Annotated class of the arguments.</param>
    /// <param name="result">Class of the result's values.</param>
    /// <param name="name">Name of the action.</param>
    /// <param name="description">One sentence: what it does in this tool.</param>
    public static ActionDescriptor For(Type arguments, Type result, string name, string description) => new()
    {
        Name = name,
        Description = description,
        ArgumentsSchema = OptionsSchema.For(arguments),
        ResultSchema = OptionsSchema.For(result),
    };

    /// <summary>Describes an action of the common data model by the class of its arguments, which says its name and what it may target.</summary>
    /// <typeparam name="TArguments">Class of the arguments, of <see cref="Model.Actions"/> or derived from one of it to ask for more.</typeparam>
    /// <typeparam name="TResult">Class of the result's values, of <see cref="Model.Actions"/> or derived from one of it.</typeparam>
    /// <param name="description">One sentence: what it does in this tool.</param>
    /// <param name="entities">Entities that it targets in this tool; all that the model allows where none is named.</param>
    public static ActionDescriptor Common<TArguments, TResult>(string description, params IReadOnlyList<string> entities)
        where TArguments : class
        where TResult : class
    {
        var declared = typeof(TArguments).GetCustomAttribute<ActionTypeAttribute>()
            ?? throw new ArgumentException($"{typeof(TArguments).Name} is no class of arguments of the common data model and derives from none.");
        return For<TArguments, TResult>(declared.Name, description) with { Entities = entities.Count > 0 ? entities : declared.Entities };
    }
}

/// <summary>A request to change something in the tool.</summary>
public sealed record ActionRequest
{
    /// <summary>The hub's id of the action; where the tool takes an idempotency key, this is it.</summary>
    public required string ActionId { get; init; }

    /// <summary>Name of the action.</summary>
    public required string Action { get; init; }

    /// <summary>Id of the target record at the tool; null when something is created.</summary>
    public string? Target { get; init; }

    /// <summary>Id of the stream that the target record is of; null when something is created.</summary>
    public string? TargetStream { get; init; }

    /// <summary>
    /// The target record as the hub has stored it, for tools whose addresses are made of more than the id, such as a number within a repository. Null where
    /// something is created or the hub has it no longer; paths that the instance drops are not in it.
    /// </summary>
    public ReadOnlyMemory<byte>? Known { get; init; }

    /// <summary>Container at the tool in which something is created (a project, a repository), or that the target record is in; null where there is none.</summary>
    public string? Container { get; init; }

    /// <summary>Arguments, valid against the action's schema.</summary>
    public required JsonElement Arguments { get; init; }
}

/// <summary>What the tool answered.</summary>
public sealed record ActionResult
{
    /// <summary>Values of the result, valid against the action's schema.</summary>
    public required JsonElement Values { get; init; }

    /// <summary>Version that the tool gave the changed record, by which the hub knows the echo (rule 28 of state).</summary>
    public string? RecordVersion { get; init; }

    /// <summary>True when the tool took the request and works on it; <see cref="WatchRecord"/> names what to follow to the end.</summary>
    public bool Running { get; init; }

    /// <summary>Record whose entity tells how a running action ends.</summary>
    public RecordName? WatchRecord { get; init; }

    /// <summary>
    /// The entity that tells how a running action ends, where <see cref="WatchRecord"/> is about another and only mentions it, as a workload mentions the rollout that it is in; null where the
    /// record is about it. Once the record mentions it no longer, another took its place, and the action did not succeed.
    /// </summary>
    public EntityName? WatchEntity { get; init; }
}

/// <summary>Names a record.</summary>
/// <param name="Stream">Id of the stream.</param>
/// <param name="Id">The record's id.</param>
public sealed record RecordName(string Stream, string Id);

/// <summary>Names an entity of the instance.</summary>
/// <param name="Entity">Its name in the common data model, such as <c>deployment</c>.</param>
/// <param name="Key">Its key, unencoded, as the connector's mappings make it.</param>
public sealed record EntityName(string Entity, string Key);

/// <summary>What an action would change.</summary>
/// <param name="Summary">One sentence for people.</param>
/// <param name="Changes">Field by field, before and after.</param>
public sealed record ActionPreview(string Summary, IReadOnlyList<FieldChange> Changes);

/// <summary>One field that would change.</summary>
/// <param name="Field">Name of the field at the tool.</param>
/// <param name="Before">Value now; null when there is none.</param>
/// <param name="After">Value then; null when it would be cleared.</param>
public sealed record FieldChange(string Field, string? Before, string? After);

/// <summary>What became of an action whose answer was lost.</summary>
/// <param name="Outcome">What the look at the tool proved.</param>
/// <param name="Result">The result, when it was carried out.</param>
public sealed record ActionSettlement(SettlementOutcome Outcome, ActionResult? Result = null)
{
    /// <summary>The tool does not let it be known.</summary>
    public static ActionSettlement Unknown { get; } = new(SettlementOutcome.Unknown);
}

/// <summary>What a look at the tool proved of a lost answer.</summary>
public enum SettlementOutcome
{
    /// <summary>It cannot be known; the action stays <c>unknown</c>.</summary>
    Unknown,

    /// <summary>It was carried out.</summary>
    Done,

    /// <summary>It was not, and may be asked for again.</summary>
    NotDone,
}
