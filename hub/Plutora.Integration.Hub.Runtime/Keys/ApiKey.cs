namespace Plutora.Integration.Hub.Runtime.Keys;

/// <summary>What a key's holder may do; each role may do what the one before may.</summary>
public enum Role
{
    /// <summary>Reads entities, links and events within its scope.</summary>
    Viewer,

    /// <summary>Also runs actions, replays dead letters, pauses and resumes instances.</summary>
    Operator,

    /// <summary>Also configures the hub: instances, mappings, keys, secrets, connectors.</summary>
    Administrator,
}

/// <summary>What a key sees. An empty list means no limit.</summary>
/// <param name="Instances">Ids of instances.</param>
/// <param name="Entities">Names of entities, such as <c>pull-request</c>.</param>
public sealed record KeyScope(IReadOnlyList<string> Instances, IReadOnlyList<string> Entities)
{
    /// <summary>Everything.</summary>
    public static KeyScope All { get; } = new([], []);

    /// <summary>True when nothing is hidden.</summary>
    public bool IsUnlimited => Instances.Count == 0 && Entities.Count == 0;

    /// <summary>Whether the scope holds an instance.</summary>
    public bool AllowsInstance(string instance) => Instances.Count == 0 || Instances.Contains(instance, StringComparer.Ordinal);

    /// <summary>Whether the scope holds a kind of entity.</summary>
    public bool AllowsEntity(string entity) => Entities.Count == 0 || Entities.Contains(entity, StringComparer.Ordinal);
}

/// <summary>An API key as the hub keeps it: the hash of the secret part, never the secret.</summary>
/// <param name="Name">Name given by the administrator.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="Scope">What its holder sees.</param>
/// <param name="Hash">SHA-256 of the key, base64. The key has 256 random bits, so a slow hash would add nothing.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record ApiKey(string Name, Role Role, KeyScope Scope, string Hash, DateTimeOffset CreatedAt)
{
    /// <summary>Ids of services as which its holder may publish (rule 31 of state); none by default, whatever its role.</summary>
    public IReadOnlyList<string> Publishes { get => field ?? []; init; }

    /// <summary>The secret that its holder signs requests of the actions' inbox with, encrypted under the master key; null for a key that was made before keys could sign.</summary>
    public string? Signing { get; init; }
}
