using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.EventLog;

namespace Plutora.Integration.Hub.Runtime.Secrets;

/// <summary>Resolves secret references, and keeps the hub's own secrets encrypted in the log's state.</summary>
public sealed class SecretVault(IEventLog log, MasterKey master)
{
    private const string Store = "hub.secrets";

    /// <summary>Takes the secrets that were resolved or put here out of what is said.</summary>
    public SecretMask Mask { get; } = new();

    /// <summary>Resolves a reference to the secret's value.</summary>
    /// <exception cref="SecretMissingException">Nothing is there; the message names the reference and the remedy, never a value.</exception>
    public async ValueTask<string> ResolveAsync(SecretReference reference, CancellationToken cancellationToken)
    {
        var value = await FindAsync(reference, cancellationToken).ConfigureAwait(false);
        Mask.Add(value);
        return value;
    }

    /// <summary>Puts a secret into the store, replacing an older one.</summary>
    public async Task PutAsync(string name, string value, CancellationToken cancellationToken)
    {
        Mask.Add(value);
        await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
        transaction.PutState(Store, name, Protected(name, value));
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a secret from the store; nothing happens when it is not there.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
        transaction.PutState(Store, name, null);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Names of the secrets in the store; values never leave it but to an instance.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var entry in log.ScanStateAsync(Store, ct: cancellationToken).ConfigureAwait(false))
        {
            names.Add(entry.Key);
        }

        return names;
    }

    /// <summary>Reads a secret of the hub itself, making 32 random bytes at the first call (the persons' key, rule 26 of state).</summary>
    public async Task<byte[]> GetOrCreateKeyAsync(string name, CancellationToken cancellationToken)
    {
        // Made by a start before: nobody changes it, and taking a producer over takes a cluster its time.
        if (await GetAsync(name, cancellationToken).ConfigureAwait(false) is { } made)
        {
            return Convert.FromBase64String(made);
        }

        while (true)
        {
            // Of two hubs that start on an empty log one makes it: taking the producer over shows what the other made before, and fences it.
            await using var transaction = await log.BeginAsync("hub.secrets", cancellationToken).ConfigureAwait(false);
            if (await GetAsync(name, cancellationToken).ConfigureAwait(false) is { } known)
            {
                return Convert.FromBase64String(known);
            }

            var key = RandomNumberGenerator.GetBytes(32);
            transaction.PutState(Store, name, Protected(name, Convert.ToBase64String(key)));
            try
            {
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return key;
            }
            catch (LogException fenced) when (fenced.Error == LogError.Fenced)
            {
                // The other makes it.
            }
        }
    }

    private byte[] Protected(string name, string value) => master.Protect(Encoding.UTF8.GetBytes(value), name);

    private async ValueTask<string> FindAsync(SecretReference reference, CancellationToken cancellationToken) => reference.Source switch
    {
        SecretSource.Environment => Environment.GetEnvironmentVariable(reference.Name)
            ?? throw new SecretMissingException($"Environment variable '{reference.Name}' is not set for the hub's process."),
        SecretSource.File => await ReadFileAsync(reference.Name, cancellationToken).ConfigureAwait(false),
        _ => await GetAsync(reference.Name, cancellationToken).ConfigureAwait(false)
            ?? throw new SecretMissingException($"The store holds no secret '{reference.Name}'. Put it with PUT /api/v1/secrets/{reference.Name}."),
    };

    private async ValueTask<string?> GetAsync(string name, CancellationToken cancellationToken) =>
        await log.GetStateAsync(Store, name, cancellationToken).ConfigureAwait(false) is { } stored
            ? Encoding.UTF8.GetString(master.Unprotect(stored.Span, name))
            : null;

    private static async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new SecretMissingException($"Secret file '{path}' does not exist or may not be read by the hub.");
        }

        return (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).TrimEnd('\r', '\n');
    }
}

/// <summary>A secret reference leads nowhere.</summary>
public sealed class SecretMissingException(string message) : Exception(message);
