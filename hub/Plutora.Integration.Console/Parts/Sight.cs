using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Callers;
using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.WebConsole.Parts;

/// <summary>What a caller's scope holds of entities, as the REST API asks.</summary>
internal static class Sight
{
    /// <summary>Whether the caller may see an entity.</summary>
    public static bool Sees(this Caller caller, EntityId id) => caller.Key?.Scope is { } scope && scope.AllowsInstance(id.Instance) && scope.AllowsEntity(id.Entity);

    /// <summary>Whether the caller may see an action: what is created is of a kind that nobody knows yet.</summary>
    public static bool Sees(this Caller caller, ActionEntry action) => action.Target is { } target ? caller.Sees(EntityId.Parse(target)) : caller.Sees(action.Instance) && caller.Key?.Scope.Entities.Count == 0;

    /// <summary>Looks an entity up by id or alias.</summary>
    /// <returns>The entity; or the candidates where an alias names several; or neither.</returns>
    /// <exception cref="NotAllowedException">The caller's scope does not hold it.</exception>
    public static async Task<EntityLookup> FindAsync(this HubRuntime hub, Caller caller, string id, CancellationToken cancellationToken)
    {
        var lookup = await hub.Entities.FindAsync(id, cancellationToken);
        return lookup.Entity is { } found && !caller.Sees(EntityId.Parse(found.Id))
            ? throw new NotAllowedException(new(RefusalReason.NotAllowed, $"This key's scope does not hold '{id}'."))
            : lookup with { Candidates = [.. lookup.Candidates.Where(c => EntityId.TryParse(c.Id, out var known) && caller.Sees(known))] };
    }
}
