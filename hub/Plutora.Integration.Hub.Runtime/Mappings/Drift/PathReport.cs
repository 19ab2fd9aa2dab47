namespace Plutora.Integration.Hub.Runtime.Mappings.Drift;

/// <summary>How the records of a stream changed their form since it was learned.</summary>
/// <param name="Instance">Id of the instance.</param>
/// <param name="Stream">Id of the stream.</param>
/// <param name="Records">How many records were looked at: the first ones all, then a sample.</param>
/// <param name="Paths">How many paths are known.</param>
/// <param name="New">Paths that came up after the form was learned, the latest first; of an object that is new it alone, with what it holds.</param>
/// <param name="Vanished">Paths that records had and no longer have, the ones that the mapping uses first; of an object that is gone it alone, with what it held.</param>
public sealed record StreamDrift(string Instance, string Stream, long Records, int Paths, IReadOnlyList<PathDrift> New, IReadOnlyList<PathDrift> Vanished);

/// <summary>One path that is new or vanished.</summary>
/// <param name="Path">The path, its names with dots between them; lists are seen through.</param>
/// <param name="Used">Whether the active mapping looks at it, at what holds it, or at what it holds.</param>
/// <param name="Count">In how many of the records that were looked at it was.</param>
/// <param name="FirstAt">When a record had it first.</param>
/// <param name="LastAt">When a record had it last.</param>
/// <param name="Beneath">Paths within it that are new or vanished with it.</param>
public sealed record PathDrift(string Path, bool Used, long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, IReadOnlyList<string> Beneath);

/// <summary>The paths of a stream as they are kept over restarts.</summary>
/// <param name="Seen">Records that arrived.</param>
/// <param name="Looked">Those of them that were looked at.</param>
/// <param name="LearnedAt">How many had been looked at when what was known then was taken for the form of the stream.</param>
/// <param name="Open">Objects whose names are data, so that they are not followed.</param>
/// <param name="Paths">The paths.</param>
/// <param name="Accepted">The last acceptance that is in them; null where there was none.</param>
internal sealed record StoredPaths(long Seen, long Looked, long LearnedAt, IReadOnlyList<string> Open, IReadOnlyDictionary<string, SeenPath> Paths, DateTimeOffset? Accepted = null);

/// <summary>That the form that a stream had was taken for the one it has.</summary>
/// <param name="At">When; tells one acceptance from another.</param>
internal sealed record AcceptedDrift(DateTimeOffset At);

/// <summary>When a path was seen.</summary>
/// <param name="Count">In how many records that were looked at.</param>
/// <param name="First">The number of the first of them.</param>
/// <param name="Last">The number of the last.</param>
/// <param name="FirstAt">When the hub received the first.</param>
/// <param name="LastAt">When it received the last.</param>
internal sealed record SeenPath(long Count, long First, long Last, DateTimeOffset FirstAt, DateTimeOffset LastAt);
