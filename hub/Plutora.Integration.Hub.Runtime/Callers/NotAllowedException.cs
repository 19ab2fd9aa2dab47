namespace Plutora.Integration.Hub.Runtime.Callers;

/// <summary>A caller asked for what its key does not allow.</summary>
/// <param name="refusal">Why not.</param>
public sealed class NotAllowedException(Refusal refusal) : Exception(refusal.Message)
{
    /// <summary>Why not.</summary>
    public Refusal Refusal { get; } = refusal;
}
