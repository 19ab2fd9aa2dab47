namespace Plutora.Integration.Client.Acting;

/// <summary>What an action would change.</summary>
/// <param name="Summary">One sentence for people.</param>
/// <param name="Changes">Field by field.</param>
public sealed record ActionPreview(string Summary, IReadOnlyList<ActionChange> Changes);

/// <summary>One field that would change.</summary>
/// <param name="Field">Name of the field at the tool.</param>
/// <param name="Before">Value now; null when there is none.</param>
/// <param name="After">Value then; null when it would be cleared.</param>
public sealed record ActionChange(string Field, string? Before, string? After);
