using Plutora.Integration.Hub.Runtime.Callers;

namespace Plutora.Integration.Hub.Runtime.Keys;

/// <summary>Takes what people ask of API keys, over the API and in the console, and says why not.</summary>
/// <param name="keys">The hub's keys.</param>
public sealed class KeyDesk(KeyRing keys)
{
    /// <summary>Makes a key.</summary>
    /// <param name="wanted">What it is for and what it may do.</param>
    /// <param name="cancellationToken">Gives up before it is stored.</param>
    /// <returns>The key, told once, or why there is none.</returns>
    public async Task<(string? Key, Refusal? Refusal)> CreateAsync(WantedKey wanted, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(wanted.Name) ? (null, new(RefusalReason.Invalid, "'name' is required: who or what the key is for."))
        : keys.Keys.Any(k => k.Name == wanted.Name) ? (null, Refusal.Conflict($"A key named '{wanted.Name}' exists. Choose another name or revoke it first."))
        : (await keys.CreateAsync(wanted.Name, wanted.Role, wanted.Scope, wanted.Publishes, cancellationToken).ConfigureAwait(false), null);

    /// <summary>Revokes a key at once.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="own">Name of the key of who asks.</param>
    /// <param name="cancellationToken">Gives up before it is stored.</param>
    public async Task<Refusal?> RevokeAsync(string name, string own, CancellationToken cancellationToken) =>
        own == name ? Refusal.Conflict("A key cannot revoke itself; use another administrator's key.")
        : await keys.RevokeAsync(name, cancellationToken).ConfigureAwait(false) ? null
        : Refusal.NotFound($"There is no key named '{name}'.");
}

/// <summary>A key that is asked for.</summary>
/// <param name="Name">Who or what it is for.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="Scope">What its holder sees.</param>
/// <param name="Publishes">Ids of services as which its holder may publish.</param>
public sealed record WantedKey(string Name, Role Role, KeyScope Scope, IReadOnlyList<string> Publishes)
{
    /// <summary>What the audit trail keeps of it.</summary>
    public string Said
    {
        get
        {
            (string Name, IReadOnlyList<string> Values)[] lists = [("instances", Scope.Instances), ("entities", Scope.Entities), ("publishes", Publishes)];
            return string.Join("; ", [$"role {Role.ToString().ToLowerInvariant()}", .. lists.Where(l => l.Values.Count > 0).Select(l => $"{l.Name} {string.Join(", ", l.Values)}")]);
        }
    }
}
