namespace Plutora.Integration.Client.Subscribing;

/// <summary>Which events are asked for.</summary>
/// <param name="Topics">Topics, such as <c>cdm.pull-request.v1</c>; <c>cdm.*</c> alone for all.</param>
public sealed record EventQuery(IReadOnlyList<string> Topics)
{
    /// <summary>Position to go on after, as an earlier event gave it; null to begin as <see cref="FromLatest"/> says.</summary>
    public string? Position { get; init; }

    /// <summary>Without a position: false begins at the earliest event that is kept, true behind the newest.</summary>
    public bool FromLatest { get; init; }

    /// <summary>True goes on with what comes, for ever; false ends at the present end of the topics.</summary>
    public bool Follow { get; init; } = true;

    internal string Path => $"/api/v1/events?topic={Uri.EscapeDataString(string.Join(',', Topics))}&from={(FromLatest ? "latest" : "earliest")}&follow={(Follow ? "true" : "false")}";
}
