using Plutora.Integration.Hub.Runtime.Callers;

namespace Plutora.Integration.Hub.Runtime.Secrets;

/// <summary>Takes what people ask of secrets, over the API and in the console. What the hub keeps for itself is neither listed nor replaced from outside.</summary>
/// <param name="vault">The secrets.</param>
public sealed class SecretDesk(SecretVault vault)
{
    private const string Own = "hub.";

    /// <summary>Names of the secrets; their values are never told.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) =>
        [.. (await vault.NamesAsync(cancellationToken).ConfigureAwait(false)).Where(n => !n.StartsWith(Own, StringComparison.Ordinal))];

    /// <summary>Keeps a secret, in place of the one of its name.</summary>
    public async Task<Refusal?> PutAsync(string name, string? value, CancellationToken cancellationToken)
    {
        if (name.StartsWith(Own, StringComparison.Ordinal) || string.IsNullOrEmpty(value))
        {
            return new(RefusalReason.Invalid, "A secret needs a value, and a name that does not begin with 'hub.'.");
        }

        await vault.PutAsync(name, value, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Removes a secret.</summary>
    public async Task<Refusal?> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        if (name.StartsWith(Own, StringComparison.Ordinal))
        {
            return new(RefusalReason.NotAllowed, "This secret is the hub's own.");
        }

        await vault.RemoveAsync(name, cancellationToken).ConfigureAwait(false);
        return null;
    }
}
