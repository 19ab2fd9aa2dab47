using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Actions.Inbox;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Keys;

/// <summary>The API keys of the hub, kept in the log's state by the hash of each.</summary>
public sealed class KeyRing(IEventLog log, MasterKey master, TimeProvider time)
{
    internal const string Store = "hub.keys";
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ApiKey> _byHash = new(StringComparer.Ordinal);

    /// <summary>Keys in force.</summary>
    public IReadOnlyCollection<ApiKey> Keys => [.. _byHash.Values];

    /// <summary>Reads the keys from the log: before the first request is served, and when another hub changed them.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var stored = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var key in ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            _byHash[key.Hash] = key;
            stored.Add(key.Hash);
        }

        foreach (var gone in _byHash.Keys.Where(hash => !stored.Contains(hash)))
        {
            _byHash.TryRemove(gone, out _);
            _used.TryRemove(gone, out _);
        }
    }

    /// <summary>The key's entry, or null when it is not known. Looked up by its hash, so the time taken tells nothing of the key.</summary>
    public ApiKey? Find(string presented)
    {
        if (_byHash.GetValueOrDefault(Hash(presented)) is not { } key)
        {
            return null;
        }

        _used[key.Hash] = time.GetUtcNow();
        return key;
    }

    /// <summary>When a key was presented last; null when it never was. Of other hubs on the log, and of a hub that was killed, to the minute.</summary>
    public DateTimeOffset? LastUsed(ApiKey key) => _used.TryGetValue(key.Hash, out var at) ? at : null;

    /// <summary>Takes up when a key was presented, before or at another hub.</summary>
    internal void Remember(string hash, DateTimeOffset at) => _used.AddOrUpdate(hash, at, (_, known) => known > at ? known : at);

    /// <summary>The entry of a key whose hash is known, or null when it is revoked.</summary>
    public ApiKey? FindStored(string hash) => _byHash.GetValueOrDefault(hash);

    /// <summary>Makes a key. It is returned once and cannot be read again.</summary>
    /// <exception cref="ArgumentException">A key of that name exists.</exception>
    public Task<string> CreateAsync(string name, Role role, KeyScope scope, CancellationToken cancellationToken) => CreateAsync(name, role, scope, [], cancellationToken);

    /// <summary>Makes a key that may also publish. It is returned once and cannot be read again.</summary>
    /// <param name="name">Who or what it is for.</param>
    /// <param name="role">What its holder may do.</param>
    /// <param name="scope">What its holder sees.</param>
    /// <param name="publishes">Ids of services as which its holder may publish.</param>
    /// <param name="cancellationToken">Gives up before it is stored.</param>
    /// <exception cref="ArgumentException">A key of that name exists.</exception>
    public async Task<string> CreateAsync(string name, Role role, KeyScope scope, IReadOnlyList<string> publishes, CancellationToken cancellationToken)
    {
        return await TryCreateAsync(name, role, scope, publishes, k => k.Name == name, cancellationToken).ConfigureAwait(false)
            ?? throw new ArgumentException($"A key named '{name}' exists. Choose another name or revoke it first.", nameof(name));
    }

    /// <summary>Makes an administrator's key where there is none. Of several hubs that start at once on an empty log one makes it.</summary>
    /// <returns>The key, which cannot be read again; null when there is one already.</returns>
    public Task<string?> CreateFirstAsync(string name, CancellationToken cancellationToken) =>
        TryCreateAsync(name, Role.Administrator, KeyScope.All, [], k => k.Role == Role.Administrator || k.Name == name, cancellationToken);

    /// <summary>Revokes a key at once.</summary>
    /// <returns>False when no key has that name.</returns>
    public async Task<bool> RevokeAsync(string name, CancellationToken cancellationToken)
    {
        var key = _byHash.Values.FirstOrDefault(k => k.Name == name);
        if (key is null)
        {
            return false;
        }

        await PutAsync(name, null, cancellationToken).ConfigureAwait(false);
        return _byHash.TryRemove(key.Hash, out _);
    }

    /// <summary>The secret with which a key's holder signs requests of the actions' inbox; null for a key that was made before keys could sign.</summary>
    internal byte[]? SigningSecret(ApiKey key) => key.Signing is { } stored ? master.Unprotect(Convert.FromBase64String(stored), Sealed(key.Name)) : null;

    // Taking the producer over shows what another hub made before, and one that makes a key meanwhile fences this one.
    private async Task<string?> TryCreateAsync(string name, Role role, KeyScope scope, IReadOnlyList<string> publishes, Func<ApiKey, bool> refuses, CancellationToken cancellationToken)
    {
        var presented = "plk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var made = new ApiKey(name, role, scope, Hash(presented), time.GetUtcNow())
        {
            Publishes = publishes,
            Signing = Convert.ToBase64String(master.Protect(InboxSignature.SecretOf(presented), Sealed(name))),
        };
        while (true)
        {
            await using var transaction = await log.BeginAsync(Store, cancellationToken).ConfigureAwait(false);
            await foreach (var known in ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (refuses(known))
                {
                    _byHash[known.Hash] = known;
                    return null;
                }
            }

            transaction.PutState(Store, name, StateJson.Write(made, RuntimeJson.Default.ApiKey));
            try
            {
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                _byHash[made.Hash] = made;
                return presented;
            }
            catch (LogException fenced) when (fenced.Error == LogError.Fenced)
            {
                // Look again at what the other made.
            }
        }
    }

    private async IAsyncEnumerable<ApiKey> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in log.ScanStateAsync(Store, ct: cancellationToken).ConfigureAwait(false))
        {
            yield return StateJson.Read(entry.Value, RuntimeJson.Default.ApiKey, $"API key '{entry.Key}'");
        }
    }

    private async Task PutAsync(string name, byte[]? value, CancellationToken cancellationToken)
    {
        await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
        transaction.PutState(Store, name, value);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string Sealed(string name) => $"{Store}/{name}";

    private static string Hash(string presented) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(presented)));
}
