using System.Net;
using System.Text.Json;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Model.Links;

namespace Plutora.Integration.Client.Reading;

/// <summary>Reads entities and links as they stand, by id or by what people call them.</summary>
/// <param name="api">The hub.</param>
public sealed class EntityReader(HubApi api)
{
    /// <summary>Finds an entity of one type. Of several that have the alias, the one of this type is meant.</summary>
    /// <param name="idOrAlias">An id such as <c>github-main/pull-request/700</c>, or an alias such as <c>owner/repo#7</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The entity; null when none has the id or alias.</returns>
    /// <exception cref="AmbiguousAliasException">Several entities of the type have the alias, or none of several.</exception>
    /// <exception cref="InvalidCastException">It is an entity of another type; the message names it.</exception>
    /// <exception cref="HubException">401 or 403: the key; 5xx: the hub cannot answer now.</exception>
    public async Task<FoundEntity<TEntity>?> FindAsync<TEntity>(string idOrAlias, CancellationToken cancellationToken)
        where TEntity : Entity
    {
        FoundEntity<Entity>? found;
        try
        {
            found = await FindAsync(idOrAlias, cancellationToken).ConfigureAwait(false);
        }
        catch (AmbiguousAliasException several) when (several.Candidates.Where(IsA<TEntity>).ToArray() is [var one])
        {
            found = await FindAsync(one.ToString(), cancellationToken).ConfigureAwait(false);
        }

        return found switch
        {
            null => null,
            { Entity: TEntity entity } => new(entity, found.IsDeleted),
            _ => throw new InvalidCastException($"'{idOrAlias}' is {found.Entity.Id}, of type {found.Entity.GetType().Name}; asked for was {typeof(TEntity).Name}."),
        };
    }

    /// <summary>Finds an entity of any type.</summary>
    /// <param name="idOrAlias">An id or an alias.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The entity, as its type of the common data model; null when none has the id or alias.</returns>
    /// <exception cref="AmbiguousAliasException">Several entities have the alias.</exception>
    /// <exception cref="HubException">401 or 403: the key; 5xx: the hub cannot answer now.</exception>
    public async Task<FoundEntity<Entity>?> FindAsync(string idOrAlias, CancellationToken cancellationToken)
    {
        try
        {
            return Read(await GetAsync("entities", idOrAlias, cancellationToken).ConfigureAwait(false));
        }
        catch (HubException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Reads the links that an entity is an end of, without those that are deleted.</summary>
    /// <param name="idOrAlias">An id or an alias.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The links; empty when it has none.</returns>
    /// <exception cref="AmbiguousAliasException">Several entities have the alias.</exception>
    /// <exception cref="HubException">404: no entity has the id or alias; 401 or 403: the key; 5xx: the hub cannot answer now.</exception>
    public async Task<IReadOnlyList<Link>> LinksAsync(string idOrAlias, CancellationToken cancellationToken) =>
        [.. (await GetAsync("links", idOrAlias, cancellationToken).ConfigureAwait(false)).EnumerateArray().Select(Read).Select(found => (Link)found.Entity)];

    private async Task<JsonElement> GetAsync(string what, string idOrAlias, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(idOrAlias);
        try
        {
            return await api.SendAsync(HttpMethod.Get, $"/api/v1/{what}?id={Uri.EscapeDataString(idOrAlias)}", (string?)null, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException several) when (several.Status == HttpStatusCode.Conflict)
        {
            throw new AmbiguousAliasException(several.Message, [.. several.Faults.Select(EntityId.Parse)]);
        }
    }

    private static FoundEntity<Entity> Read(JsonElement answer)
    {
        var id = EntityId.Parse(answer.GetProperty("id").GetString()!);
        var entity = (Entity?)answer.GetProperty("entity").Deserialize(EntityTypes.JsonTypeInfo(id.Entity));
        return new(entity ?? throw new JsonException($"The hub's answer holds no entity '{id}'."), answer.GetProperty("deleted").GetBoolean());
    }

    private static bool IsA<TEntity>(EntityId id) => EntityTypes.TryGet(id.Entity, out var type) && type.ClrType == typeof(TEntity);
}
