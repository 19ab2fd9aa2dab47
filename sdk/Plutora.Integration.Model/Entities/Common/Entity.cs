using System.Text.Json;
using System.Text.Json.Serialization;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Model.Entities;

/// <summary>
/// What every entity of the common data model has. A member that is null is not known, or is known to have no value; an empty list is known to be empty.
/// </summary>
public abstract record Entity
{
    /// <summary>Its id.</summary>
    [JsonPropertyOrder(-100)]
    public required EntityId Id { get; init; }

    /// <summary>The tool's own immutable id of it, which is the id's key.</summary>
    [JsonPropertyOrder(-99)]
    public string Key => Id.Key;

    /// <summary>The instance that told of it, which is the id's instance.</summary>
    [JsonPropertyOrder(-98)]
    public string Instance => Id.Instance;

    /// <summary>Raised by its owner with each published change; greater means newer.</summary>
    [JsonPropertyOrder(-97)]
    public long? EntityVersion { get; init; }

    /// <summary>What people and tools call it.</summary>
    [JsonPropertyOrder(-96)]
    public IReadOnlyList<EntityAlias>? Aliases { get; init; }

    /// <summary>One line that tells people which it is.</summary>
    [JsonPropertyOrder(-95)]
    public string? Title { get; init; }

    /// <summary>Where people look at it in its tool.</summary>
    [JsonPropertyOrder(-94)]
    public string? Url { get; init; }

    /// <summary>When it was made, by its tool's clock.</summary>
    [JsonPropertyOrder(-93)]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last changed, by its tool's clock.</summary>
    [JsonPropertyOrder(-92)]
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Custom fields that the model has no place for, by name.</summary>
    [JsonPropertyOrder(100)]
    public IReadOnlyDictionary<string, JsonElement>? Extensions { get; init; }
}
