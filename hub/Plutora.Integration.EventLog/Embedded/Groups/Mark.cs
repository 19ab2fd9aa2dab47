namespace Plutora.Integration.EventLog.Embedded.Groups;

/// <summary>How far a group has acknowledged a partition.</summary>
/// <param name="Sequence">The sequence of the last record acknowledged.</param>
/// <param name="Offset">The offset behind it.</param>
internal readonly record struct Mark(long Sequence, long Offset);
