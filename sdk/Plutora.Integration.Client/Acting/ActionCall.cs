using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.Model.Actions;

namespace Plutora.Integration.Client.Acting;

/// <summary>Asks for a change in a tool: of an entity (<see cref="Target"/>), or that something is created (<see cref="Instance"/> and <see cref="Container"/>).</summary>
/// <param name="Action">Name of the action, such as <c>close-ticket</c>; it means the same at every tool.</param>
/// <param name="IdempotencyKey">
/// The caller's own key. Asked again with it, the action is the same one and is not carried out twice; with another content the hub refuses it. Take what the action follows from, such as the id of the event that is
/// reacted to, and a new <see cref="Guid"/> only for what a person asks for once. Kept for 90 days.
/// </param>
public sealed record ActionCall(string Action, string IdempotencyKey)
{
    /// <summary>Id or alias of the entity to change; null where something is created.</summary>
    public string? Target { get; init; }

    /// <summary>The instance in which something is created; null where a target decides.</summary>
    public string? Instance { get; init; }

    /// <summary>Container at the tool in which something is created, such as a project.</summary>
    public string? Container { get; init; }

    /// <summary>Arguments by name, valid by the action's schema; empty by default. They are stored as they are: no secret belongs there.</summary>
    public JsonObject Arguments { get; init; } = [];

    /// <summary>The <c>entityversion</c> that the caller has seen: the action fails with <see cref="ActionFailure.Conflict"/> when the tool has moved on. Null to do it in any case.</summary>
    public long? IfVersion { get; init; }

    /// <summary>Asks for an action of the common data model, which every tool that has it understands.</summary>
    /// <typeparam name="TResult">What it gives, to be read by <see cref="ActionState.ResultAs{TResult}()"/>.</typeparam>
    /// <param name="arguments">Its arguments, such as <see cref="CloseTicket"/>; their class says which action it is.</param>
    /// <param name="idempotencyKey">The caller's own key.</param>
    public static ActionCall Of<TResult>(IActionArguments<TResult> arguments, string idempotencyKey)
        where TResult : class => new(ActionTypes.Of(arguments.GetType()).Name, idempotencyKey) { Arguments = JsonObject.Create(ActionTypes.Serialize(arguments))! };

    /// <summary>The same call with arguments of a type of one's own.</summary>
    /// <typeparam name="TArguments">The type.</typeparam>
    /// <param name="arguments">The arguments.</param>
    /// <param name="type">How it is written; its names are those of the action's schema, camel case.</param>
    /// <exception cref="ArgumentException">It is not written as an object.</exception>
    public ActionCall With<TArguments>(TArguments arguments, JsonTypeInfo<TArguments> type) =>
        this with { Arguments = JsonSerializer.SerializeToNode(arguments, type) as JsonObject ?? throw new ArgumentException("Arguments are an object: each has a name.", nameof(arguments)) };

    // Always a copy: a node has one parent, and the call may be sent again.
    internal string Body() => new JsonObject
    {
        ["action"] = Action,
        ["target"] = Target,
        ["instance"] = Instance,
        ["container"] = Container,
        ["arguments"] = Arguments.DeepClone(),
        ["idempotencyKey"] = IdempotencyKey,
        ["ifVersion"] = IfVersion,
    }.ToJsonString();
}
