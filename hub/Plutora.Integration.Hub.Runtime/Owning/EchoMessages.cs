using Plutora.Integration.Hub.Runtime.Merging;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>An action on an entity is about to be asked of its tool: what records say of it waits from now on (rule 28 of state).</summary>
/// <param name="Entity">The entity's id.</param>
/// <param name="Action">Id of the action.</param>
/// <param name="Until">Until when they wait at most.</param>
public sealed record HoldBack(string Entity, string Action, DateTimeOffset Until) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => KeyOf(Entity);
}

/// <summary>An action was answered, or is open for too long: what waits goes on.</summary>
/// <param name="Entity">The entity's id.</param>
/// <param name="Action">Id of the action.</param>
/// <param name="Echo">The change that is to be known as the action's own; null when it made none.</param>
public sealed record Release(string Entity, string Action, ExpectedEcho? Echo) : OwnerMessage
{
    /// <inheritdoc/>
    public override string PartitionKey => KeyOf(Entity);
}
