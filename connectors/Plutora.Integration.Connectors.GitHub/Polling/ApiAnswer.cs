namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>An answer of the API.</summary>
/// <param name="Body">The body's bytes; empty where there is none.</param>
/// <param name="ETag">Its entity tag, by which the same request can be made conditional.</param>
/// <param name="Next">Address of the next page by the Link header; null on the last.</param>
/// <param name="NotModified">True when the answer is what the tag named (304).</param>
internal sealed record ApiAnswer(ReadOnlyMemory<byte> Body, string? ETag, Uri? Next, bool NotModified = false);
