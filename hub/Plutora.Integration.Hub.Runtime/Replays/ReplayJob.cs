namespace Plutora.Integration.Hub.Runtime.Replays;

/// <summary>A stream's records are mapped again because its mapping changed (rule 13 of state).</summary>
/// <param name="Number">The activation that they are mapped by; records mapped by it already are left out.</param>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="Ends">By partition, the offset at which the topic ended then: what came later the live mapper maps.</param>
/// <param name="Starts">By partition, the offset at which the topic began then.</param>
public sealed record ReplayJob(int Number, DateTimeOffset StartedAt, IReadOnlyList<long> Ends, IReadOnlyList<long> Starts);

/// <summary>How far a replay has come in one partition.</summary>
/// <param name="Number">The activation, so that a newer replay begins anew.</param>
/// <param name="Position">Position behind which it goes on; null at first.</param>
/// <param name="Offset">Offset up to which it has come.</param>
/// <param name="Mapped">Records mapped again.</param>
/// <param name="Published">Changes that were published with the records; what owners of other partitions publish when they are told is not among them.</param>
/// <param name="Failed">Records that the mapping could not map.</param>
/// <param name="Done">Whether the partition is through.</param>
public sealed record ReplayPlace(int Number, string? Position, long Offset, long Mapped, long Published, long Failed, bool Done);

/// <summary>How far a replay has come in all.</summary>
/// <param name="Instance">Id of the instance.</param>
/// <param name="Stream">Id of the stream.</param>
/// <param name="Number">The activation.</param>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="Done">Records of the topic that were looked at.</param>
/// <param name="Total">Records of the topic in all, an upper bound.</param>
/// <param name="Mapped">Records mapped again; only the newest stored version of each is.</param>
/// <param name="Published">Changes that were published with the records; what owners of other partitions publish when they are told is not among them.</param>
/// <param name="Failed">Records that went to dead letter.</param>
/// <param name="Finished">Whether it is through.</param>
public sealed record ReplayProgress(string Instance, string Stream, int Number, DateTimeOffset StartedAt, long Done, long Total, long Mapped, long Published, long Failed, bool Finished);
