using Plutora.Integration.Hub.Runtime.Audit;
using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.Hub.Runtime.Callers;

/// <summary>Who asks, over the API or in the console: what its key allows at this moment, and what it does written to the audit trail.</summary>
/// <param name="hash">Hash of the caller's key (<see cref="ApiKey.Hash"/>).</param>
/// <param name="keys">The hub's keys.</param>
/// <param name="audit">Where what is changed is written down.</param>
/// <param name="time">The clock.</param>
public sealed class Caller(string hash, KeyRing keys, AuditTrail audit, TimeProvider time)
{
    private const int Longest = 500;

    /// <summary>The caller's key; null once it is revoked.</summary>
    public ApiKey? Key => keys.FindStored(hash);

    /// <summary>Whether the caller's scope holds an instance; false once its key is revoked.</summary>
    public bool Sees(string instance) => Key?.Scope.AllowsInstance(instance) ?? false;

    /// <summary>Whether the caller may do something, to an instance where one is named.</summary>
    public bool May(Operation operation, string? instance = null) => Refusal(operation, instance) is null;

    /// <summary>Holds the caller to what its key allows.</summary>
    /// <returns>The key.</returns>
    /// <exception cref="NotAllowedException">It may not.</exception>
    public ApiKey Demand(Operation operation, string? instance = null) => Refusal(operation, instance) is { } refusal ? throw new NotAllowedException(refusal) : Key!;

    /// <summary>Why the caller may not do something; null when it may.</summary>
    public Refusal? Refusal(Operation operation, string? instance = null) =>
        Key is { } key ? Refusal(key, operation, instance) : new(RefusalReason.NotAllowed, "The key that you signed in with was revoked. Sign in again.");

    /// <summary>Does something for the caller, and writes it to the audit trail whatever became of it.</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="instance">The instance it is done to; null where there is none.</param>
    /// <param name="note">Whom or what else it concerns, and what else is worth to be kept; never a secret.</param>
    /// <param name="work">Does it, and says why not.</param>
    /// <param name="cancellationToken">Given to the work.</param>
    /// <returns>Why it was not done; null when it was.</returns>
    public async Task<Refusal?> DoAsync(Operation operation, string? instance, AuditNote note, Func<CancellationToken, Task<Refusal?>> work, CancellationToken cancellationToken)
    {
        if (Refusal(operation, instance) is { } notAllowed)
        {
            return notAllowed;
        }

        var key = Key!;
        try
        {
            var refusal = await work(cancellationToken).ConfigureAwait(false);
            await WriteAsync(key, operation, instance, note, refusal is null ? "done" : "refused", (int?)refusal?.Reason ?? 200).ConfigureAwait(false);
            return refusal;
        }
        catch (Exception)
        {
            await WriteAsync(key, operation, instance, note, "failed", 500).ConfigureAwait(false);
            throw;
        }
    }

    private static Refusal? Refusal(ApiKey key, Operation operation, string? instance) =>
        key.Role < operation.Role ? new(RefusalReason.NotAllowed, $"Key '{key.Name}' has role {Name(key.Role)}; this needs {Name(operation.Role)}.")
        : instance is not null && !key.Scope.AllowsInstance(instance) ? new(RefusalReason.NotAllowed, $"This key's scope does not hold instance '{instance}'.")
        : operation.WholeScope && !key.Scope.IsUnlimited ? new(RefusalReason.NotAllowed, "This key's scope does not hold the whole hub, which this changes or shows; use a key without limits of scope.")
        : null;

    // The change was made: that it is written down is not given up because the caller went.
    private Task WriteAsync(ApiKey key, Operation operation, string? instance, AuditNote note, string result, int status) => !operation.IsAudited
        ? Task.CompletedTask
        : audit.WriteAsync(new(time.GetUtcNow(), key.Name, key.Role, operation.Name, Short(note.Target ?? instance), Short(note.Detail), result, status), CancellationToken.None);

    private static string Name(Role role) => role.ToString().ToLowerInvariant();

    private static string? Short(string? text) => text?.Length > Longest ? text[..Longest] : text;
}

/// <summary>What the audit trail keeps of something beside its name.</summary>
/// <param name="Target">Whom or what it concerns; the instance where left out.</param>
/// <param name="Detail">What else is worth to be kept; never a secret, nor a person's name.</param>
public readonly record struct AuditNote(string? Target = null, string? Detail = null);
