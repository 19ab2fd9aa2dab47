using Plutora.Integration.Hub.Runtime.Keys;

namespace Plutora.Integration.Hub.Runtime.Callers;

/// <summary>Something that may be asked of the hub, named as the REST API names it. Whoever asks, over the API or in the console, needs the same for it.</summary>
/// <param name="Name">Method and path below <c>/api/v1</c>: <c>POST /instances/{id}/pause</c>. The audit trail has it so.</param>
/// <param name="Role">The least role that may.</param>
public sealed record Operation(string Name, Role Role)
{
    /// <summary>It concerns the whole hub: only a key without limits of scope may.</summary>
    public bool WholeScope { get; init; }

    /// <summary>It changes nothing of its own, and is not written to the audit trail.</summary>
    public bool NotAudited { get; init; }

    /// <summary>Whether doing it is written to the audit trail.</summary>
    public bool IsAudited => !NotAudited && !Name.StartsWith("GET ", StringComparison.Ordinal);
}
