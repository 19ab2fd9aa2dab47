using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>Reads entities as they stand, by id or by alias.</summary>
public sealed class EntityReader(IEventLog log, AliasIndex aliases)
{
    /// <summary>Looks an entity up.</summary>
    /// <param name="idOrAlias">An id, or what people say.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <returns>The entity, or the candidates where an alias names several.</returns>
    public async Task<EntityLookup> FindAsync(string idOrAlias, CancellationToken cancellationToken)
    {
        if (EntityId.TryParse(idOrAlias, out var id) && await ReadAsync(id.ToString(), cancellationToken).ConfigureAwait(false) is { } entity)
        {
            return new(entity, []);
        }

        var holders = await aliases.FindAsync(idOrAlias, cancellationToken).ConfigureAwait(false);
        return holders switch
        {
            [] => new(null, []),
            [var one] => new(await ReadAsync(one.Id, cancellationToken).ConfigureAwait(false), []),
            _ => new(null, holders),
        };
    }

    /// <summary>Links that an entity is an end of, as they stand.</summary>
    public async Task<IReadOnlyList<StoredEntity>> LinksAsync(string id, CancellationToken cancellationToken)
    {
        var links = new List<StoredEntity>();
        await foreach (var entry in log.ScanStateAsync(LinkIndex.Store, id + '\0', ct: cancellationToken).ConfigureAwait(false))
        {
            if (await ReadAsync(entry.Key[(entry.Key.LastIndexOf('\0') + 1)..], cancellationToken).ConfigureAwait(false) is { Deleted: false } link)
            {
                links.Add(link);
            }
        }

        return links;
    }

    private async Task<StoredEntity?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        if (await log.GetStateAsync(OwnerBatch.EntityStore, id, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return null;
        }

        var state = EntityStateFormat.Read(stored, id);
        return state.Published is { } entity ? new(id, entity.Element, state.Deleted) : null;
    }
}

/// <summary>An entity as it was last published.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Entity">The entity.</param>
/// <param name="Deleted">True when its last event said deleted.</param>
public sealed record StoredEntity(string Id, JsonElement Entity, bool Deleted);

/// <summary>Answer of a look-up.</summary>
/// <param name="Entity">The entity; null when there is none, or several.</param>
/// <param name="Candidates">Entities that the alias names, where there are several.</param>
public sealed record EntityLookup(StoredEntity? Entity, IReadOnlyList<AliasHolder> Candidates);
