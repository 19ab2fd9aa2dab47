using Plutora.Integration.Hub.Runtime.Owning;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>What records say of an entity while an action on it is open: it waits for the action's answer, which tells which of them is the action's own change (rule 28 of state).</summary>
/// <param name="Action">Id of the action.</param>
/// <param name="Until">Until when they wait at most.</param>
public sealed record HeldRecords(string Action, DateTimeOffset Until)
{
    /// <summary>What waits, in the order of its arrival.</summary>
    public IReadOnlyList<OwnerMessage> Messages { get; init; } = [];
}

/// <summary>The change of an action that the hub waits to see.</summary>
/// <param name="Action">Id of the action.</param>
/// <param name="Version">Version that the tool gave the changed record; null when nobody knows it.</param>
/// <param name="Until">After which it is waited for no longer.</param>
public sealed record ExpectedEcho(string Action, string? Version, DateTimeOffset Until)
{
    /// <summary>True while the action is open: more than one change may be its own.</summary>
    public bool Open { get; init; }
}
