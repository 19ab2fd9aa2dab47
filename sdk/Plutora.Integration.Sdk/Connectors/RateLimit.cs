namespace Plutora.Integration.Sdk.Connectors;

/// <summary>What a tool said of one of its limits of requests, in the last answer that told of it.</summary>
/// <param name="Name">Which of its limits, as the tool calls it (GitHub's <c>core</c> and <c>search</c>); null where it gives no name.</param>
/// <param name="Limit">Requests that it allows until it is restored; null where the tool does not say.</param>
/// <param name="Remaining">Requests that are left; null where the tool does not say.</param>
/// <param name="ResetAt">When it is restored; null where the tool does not say.</param>
/// <param name="At">When the tool said so, by the hub's clock.</param>
public sealed record RateLimit(string? Name, long? Limit, long? Remaining, DateTimeOffset? ResetAt, DateTimeOffset At);
