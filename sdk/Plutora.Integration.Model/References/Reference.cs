using System.Text.Json.Serialization;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Model.References;

/// <summary>
/// Points to an entity: by its id, or by an alias that the hub is still to resolve. One that was resolved carries the id, and may keep the alias it was found by.
/// </summary>
public sealed record Reference
{
    /// <summary>The entity's id; null while the alias is not resolved.</summary>
    public EntityId? Id { get; init; }

    /// <summary>The name of the entity that the alias is looked for among, such as <c>work-item</c>.</summary>
    public string? Entity { get; init; }

    /// <summary>What people or tools call the entity: <c>PROJ-12</c>, <c>owner/repo#7</c>.</summary>
    public string? Alias { get; init; }

    /// <summary>Within what the alias is unique: an instance id or an entity id; null means the whole hub.</summary>
    public string? Scope { get; init; }

    /// <summary>Whether the id is known.</summary>
    [JsonIgnore]
    public bool IsResolved => Id is not null;

    /// <summary>A reference by id.</summary>
    public static Reference To(EntityId id) => new() { Id = id };

    /// <summary>A reference by alias.</summary>
    /// <param name="entity">The name of the entity to look among.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="scope">Within what it is unique; null means the whole hub.</param>
    public static Reference ToAlias(string entity, string alias, string? scope = null) => new() { Entity = entity, Alias = alias, Scope = scope };

    /// <summary>The id, or the alias with its entity and scope, for messages to people.</summary>
    public override string ToString() => Id?.ToString() ?? (Scope is null ? $"{Entity} '{Alias}'" : $"{Entity} '{Alias}' in {Scope}");
}
